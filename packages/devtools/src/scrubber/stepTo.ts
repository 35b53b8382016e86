import { upperBound } from '@sluice/client'
import type { LogMarks, MarkKind } from './createLogMarks.ts'

/** What one goes along by. */
export type Stride = 'event' | 'step' | 'run' | Exclude<MarkKind, 'run'>

/** The position of the next or the previous one of a kind; null where there is none. */
export function stepTo(
  { marks, steps }: LogMarks,
  stride: Stride,
  direction: 1 | -1,
  position: number,
  count: number,
): number | null {
  if (stride === 'event') {
    const next = position + direction
    return next >= 0 && next < count ? next : null
  }
  const list = stride === 'step' ? steps : marks[stride]
  const after = upperBound(list.length, index => (list[index] ?? 0) <= position)
  if (direction === 1) return list[after] ?? null
  // The one that it stands on is not before it.
  return list[list[after - 1] === position ? after - 2 : after - 1] ?? null
}
