import type { Envelope, Id } from '@sluice/protocol'
import { Owned } from './owned.ts'
import { get, setOwn } from './record.ts'
import type { Approval, Message, Run, Settled, Step, StreamedPart, ToolCallPart, View } from './view.ts'

/** The same shape, to be written by the fold while it owns it. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] }

interface Tables {
  runs: Run
  steps: Step
  messages: Message
  parts: StreamedPart | ToolCallPart
  approvals: Approval
}

/** The name of a table of open things. */
export type TableName = keyof Tables

/** How many settled things a chunk holds at most. [F4] */
const CHUNK_SIZE = 128

/** A view in the making: what a batch touches is copied once, the first time. [F4] */
export interface Draft {
  readonly view: Writable<View>
  readonly owned: Owned
}

/** Starts a draft on a view, which stays as it is. */
export function createDraft(view: View): Draft {
  return { view: { ...view }, owned: new Owned() }
}

function ownOpen(draft: Draft): Writable<View['open']> {
  const { view, owned } = draft
  if (!owned.has(view.open)) {
    view.open = { ...view.open }
    owned.add(view.open)
  }
  return view.open
}

function ownTable<N extends TableName>(draft: Draft, name: N): Record<Id, Tables[N]> {
  const open = ownOpen(draft) as unknown as Record<TableName, object>
  if (!draft.owned.has(open[name])) {
    open[name] = { ...open[name] }
    draft.owned.add(open[name])
  }
  return open[name] as Record<Id, Tables[N]>
}

/** Reads an open thing without copying it. */
export function peek<N extends TableName>(draft: Draft, name: N, id: Id): Tables[N] | null {
  return get(draft.view.open[name] as unknown as Record<Id, Tables[N]>, id)
}

/** All open things of a table. */
export function all<N extends TableName>(draft: Draft, name: N): Tables[N][] {
  return Object.values(draft.view.open[name] as unknown as Record<Id, Tables[N]>)
}

/** An open thing to be written; the caller has seen with {@link peek} that it is there. */
export function edit<N extends TableName>(draft: Draft, name: N, id: Id): Writable<Tables[N]> {
  const table = ownTable(draft, name)
  const found = table[id] as Tables[N]
  if (draft.owned.has(found)) return found
  const copy = { ...found }
  draft.owned.add(copy)
  setOwn(table, id, copy)
  return copy
}

/** Adds an open thing, or puts another in its place. */
export function set<N extends TableName>(draft: Draft, name: N, id: Id, value: Tables[N]): void {
  setOwn(ownTable(draft, name), id, value)
}

/** Removes an open thing. */
export function remove(draft: Draft, name: TableName, id: Id): void {
  delete ownTable(draft, name)[id]
}

/** Replaces the queue. */
export function setQueue(draft: Draft, queue: View['open']['queue']): void {
  ownOpen(draft).queue = queue
}

/** Appends to what is settled. */
export function settle(draft: Draft, entry: Settled): void {
  const { view, owned } = draft
  let chunks = view.settled as (readonly Settled[])[]
  if (!owned.has(chunks)) {
    chunks = [...chunks]
    view.settled = chunks
    owned.add(chunks)
  }
  let last = chunks.at(-1) as Settled[] | undefined
  if (last === undefined || last.length >= CHUNK_SIZE) {
    last = []
    owned.add(last)
    chunks.push(last)
  } else if (!owned.has(last)) {
    last = [...last]
    owned.add(last)
    chunks[chunks.length - 1] = last
  }
  last.push(entry)
}

/** Puts another thing in the place of a settled one. Returns false when the view does not hold it. */
export function replaceSettled(
  draft: Draft,
  kind: Settled['kind'],
  id: Id,
  change: (found: Settled) => Settled,
): boolean {
  const chunks = draft.view.settled
  for (let index = chunks.length - 1; index >= 0; index--) {
    const chunk = chunks[index] ?? []
    const at = chunk.findIndex(entry => entry.kind === kind && entry.id === id)
    const found = chunk[at]
    if (found === undefined) continue
    const copy = chunk.with(at, change(found))
    draft.owned.add(copy)
    draft.view.settled = chunks.with(index, copy)
    draft.owned.add(draft.view.settled)
    return true
  }
  return false
}

/** How a family of events changes a draft: returns null, or the reason for which the event is impossible and nothing was changed. [F3] */
export type Reducer<E> = (draft: Draft, event: E, envelope: Envelope) => string | null
