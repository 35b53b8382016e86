import type { Id } from '@sluice/protocol'
import { elementId } from '../message/elementId.ts'
import type { MessageRow, ThreadRow } from './threadRows.ts'

/** What of a row has the focus. */
export interface Focused {
  readonly row: MessageRow
  /** Its place among the messages. */
  readonly index: number
  /** The part of the row that has it. */
  readonly part: string
}

const messagesOf = (rows: readonly ThreadRow[]) => rows.filter(row => row.kind === 'message')

/** Tells what of the rows has the focus, for when it goes away. */
export function focusedIn(rows: readonly ThreadRow[], element: HTMLElement, target: Element): Focused | null {
  const messages = messagesOf(rows)
  const index = messages.findIndex(({ id }) => elementId(id) === element.id)
  const row = messages[index]
  const part = target.closest<HTMLElement>('[data-sluice]')?.dataset.sluice ?? 'message'
  return row ? { row, index, part } : null
}

/** The message that stands in the place of one that is gone: another version of it, else the one at its place. */
function successorOf({ row, index }: Focused, rows: readonly ThreadRow[]): Id | null {
  const versions = [row.id, ...(row.branches ?? [])]
  const messages = messagesOf(rows)
  const other = messages.find(({ branches }) => branches?.some(id => versions.includes(id)))
  return (other ?? messages[Math.min(index, messages.length - 1)])?.id ?? null
}

/** Gives the focus of a row that is gone to what stands in its place: the same control, one beside it that can be pressed, or the row. [K9] */
export function handOver(focused: Focused, rows: readonly ThreadRow[]): void {
  const id = successorOf(focused, rows)
  const element = id === null ? null : document.getElementById(elementId(id))
  const control = element?.querySelector<HTMLElement>(`[data-sluice="${focused.part}"]`)
  const next = control?.matches(':disabled')
    ? control.parentElement?.querySelector<HTMLElement>('button:enabled')
    : control
  ;(next ?? element)?.focus({ preventScroll: true })
}
