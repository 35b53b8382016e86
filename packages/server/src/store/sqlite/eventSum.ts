import type { AppendedCells, EventCells } from './operations.ts'
import { sumOf, sumOfBytes } from './sum.ts'

/** What an event is summed with: its place, which is its session and the sequence it comes behind, and the other cells of its row. */
function placeOf(stream: number, before: number, cells: EventCells | AppendedCells): string {
  const [sequence, mark, at, actor, command, must] = cells
  return `${stream} ${before} ${sequence} ${mark} ${at} ${must} ${command ?? ''} ${actor}`
}

/** The sum of an event in its place in the log. */
export function sumOfEvent(stream: number, before: number, cells: EventCells): number {
  return sumOf(placeOf(stream, before, cells), cells[6])
}

/** The same sum for an event whose JSON is beside it. */
export function sumOfAppended(
  stream: number,
  before: number,
  cells: AppendedCells,
  json: Uint8Array,
): number {
  return sumOfBytes(placeOf(stream, before, cells), json)
}
