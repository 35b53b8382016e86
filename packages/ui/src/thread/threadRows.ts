import { findMessage, type Message, type Run, type Settled, type View } from '@sluice/fold'
import type { Id } from '@sluice/protocol'

/** A row of the thread: a message of the line, or the end of a run that did not complete. */
export type ThreadRow =
  | {
      readonly kind: 'message'
      readonly id: Id
      /** Follows another message of the agent, so that it is drawn as one turn. */
      readonly continued: boolean
      /** Was cut off, and what said it again is settled. [R1] */
      readonly folded: boolean
    }
  | { readonly kind: 'run'; readonly id: Id; readonly run: Run }

/** A run that failed or was stopped, and the message behind which it is drawn. */
interface RunEnd {
  readonly run: Run
  readonly after: Id | null
}

function lastMessageBefore(entries: readonly Settled[], index: number, run: Run): Id | null {
  for (let at = index - 1; at >= 0; at--) {
    const entry = entries[at]
    if (entry?.kind === 'message' && entry.run === run.id) return entry.id
  }
  return run.trigger
}

/** Chunks of settled things never change, so what is found in one is kept as long as it. */
const endsByChunk = new WeakMap<readonly Settled[], readonly RunEnd[]>()

function runEndsOf(chunk: readonly Settled[], before: readonly Settled[]): readonly RunEnd[] {
  const known = endsByChunk.get(chunk)
  if (known) return known
  const entries = [...before, ...chunk]
  const ends = entries.flatMap((entry, index): RunEnd[] =>
    index >= before.length && entry.kind === 'run' && entry.status !== 'completed' && entry.status !== 'open'
      ? [{ run: entry, after: lastMessageBefore(entries, index, entry) }]
      : [],
  )
  endsByChunk.set(chunk, ends)
  return ends
}

function runEnds(settled: View['settled']): Map<Id | null, Run[]> {
  const byMessage = new Map<Id | null, Run[]>()
  settled.forEach((chunk, index) => {
    for (const { run, after } of runEndsOf(chunk, settled[index - 1] ?? [])) {
      byMessage.set(after, [...(byMessage.get(after) ?? []), run])
    }
  })
  return byMessage
}

/** Messages that were cut off and whose successor, or that one's successor, is settled. */
function foldedMessages(messages: readonly (Message | null)[]): ReadonlySet<Id> {
  const folded = new Set<Id>()
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index]
    const isSettled = message && (message.status === 'settled' || folded.has(message.id))
    if (isSettled && message.replaces !== null) folded.add(message.replaces)
  }
  return folded
}

const isSameRow = (a: ThreadRow, b: ThreadRow): boolean =>
  a.kind === 'run'
    ? b.kind === 'run' && a.run === b.run
    : b.kind === 'message' && a.continued === b.continued && a.folded === b.folded

function messageFinder(view: View): (id: Id) => Message | null {
  const settled = new Map<Id, Message>()
  for (const chunk of view.settled) {
    for (const entry of chunk) if (entry.kind === 'message') settled.set(entry.id, entry)
  }
  return id => settled.get(id) ?? findMessage(view, id)
}

function makeRows(view: View, line: readonly Id[]): readonly ThreadRow[] {
  const find = messageFinder(view)
  const messages = line.map(find)
  const folded = foldedMessages(messages)
  const ends = runEnds(view.settled)
  const runRows = (after: Id | null): ThreadRow[] =>
    (ends.get(after) ?? []).map(run => ({ kind: 'run', id: run.id, run }))
  let endsTurn = true
  return line.flatMap((id, index): ThreadRow[] => {
    const message = messages[index]
    const continued = !endsTurn && message?.role === 'assistant'
    const closing = runRows(id)
    endsTurn = message?.role !== 'assistant' || closing.length > 0
    return [{ kind: 'message', id, continued, folded: folded.has(id) }, ...closing]
  })
}

/**
 * Makes a selector of the rows of a thread. A delta gives the same rows by reference, and a row that did not change keeps its reference when
 * others do. [C5]
 */
export function createRowSelector(): (view: View, line: readonly Id[]) => readonly ThreadRow[] {
  let rows: readonly ThreadRow[] = []
  let from: { line: readonly Id[]; settled: View['settled']; messages: View['open']['messages'] } | null =
    null
  return (view, line) => {
    const { settled } = view
    const { messages } = view.open
    if (from?.line === line && from.settled === settled && from.messages === messages) return rows
    from = { line, settled, messages }
    const old = new Map(rows.map(row => [`${row.kind}:${row.id}`, row]))
    const next = makeRows(view, line).map(row => {
      const before = old.get(`${row.kind}:${row.id}`)
      return before && isSameRow(row, before) ? before : row
    })
    if (next.length !== rows.length || next.some((row, index) => row !== rows[index])) rows = next
    return rows
  }
}
