import type { Envelope, Event, EventType, Id } from '@sluice/protocol'
import { emptyView } from './emptyView.ts'
import { fail, failTwice } from './impossible.ts'
import { get, setOwn } from './record.ts'
import type {
  Approval,
  Fiber,
  Message,
  Run,
  Settled,
  Step,
  StreamedPart,
  Subsession,
  Timer,
  ToolCallPart,
  View,
} from './view.ts'

/** The same shape, to be written by the fold while it owns it. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] }

interface Tables {
  runs: Run
  steps: Step
  messages: Message
  parts: StreamedPart | ToolCallPart
  approvals: Approval
  fibers: Fiber
  timers: Timer
  subsessions: Subsession
}

/** The name of a table of open things. */
export type TableName = keyof Tables

/** How many settled things a chunk holds at most. [F4] */
const CHUNK_SIZE = 128

/** A view in the making: what a batch touches is copied once, the first time. What differs from the view it starts from is such a copy. [F4] */
export interface Draft {
  readonly start: View
  readonly view: Writable<View>
}

/** How an event changes a draft. Throws `Impossible` before it has changed anything. [F3] */
export type Reducer<E> = (draft: Draft, event: E, envelope: Envelope) => void

/** How the events of a family change a draft. */
export type Reducers<Family extends string> = {
  readonly [T in Extract<EventType, `${Family}.${string}`>]: Reducer<Event<T>>
}

/** Starts a draft on a view, which stays as it is. */
export const createDraft = (start: View): Draft => ({ start, view: { ...start } })

function ownOpen({ start, view }: Draft): Writable<View['open']> {
  if (view.open === start.open) view.open = { ...view.open }
  return view.open
}

/** Any table of open things: what it holds follows from the name that it was asked for by. */
type Table<N extends TableName> = Record<Id, Tables[N]>

function ownTable<N extends TableName>(draft: Draft, name: N): Table<N> {
  const open = ownOpen(draft) as unknown as Record<TableName, Table<N>>
  if (draft.view.open[name] === draft.start.open[name]) open[name] = { ...open[name] }
  return open[name]
}

const tableOf = <N extends TableName>({ open }: View, name: N): Readonly<Table<N>> =>
  open[name] as unknown as Table<N>

/** Reads an open thing without copying it, or null. */
export const peek = <N extends TableName>({ view }: Draft, name: N, id: Id): Tables[N] | null =>
  get(tableOf(view, name), id)

/** Reads an open thing without copying it; fails when there is none. */
export const need = <N extends TableName>(draft: Draft, name: N, id: Id): Tables[N] =>
  peek(draft, name, id) ?? fail(`${id} is not one of the open ${name}`)

/** All open things of a table. */
export const all = <N extends TableName>({ view }: Draft, name: N): Tables[N][] =>
  Object.values(tableOf(view, name))

/** Tells whether an open thing is one that the draft made, and may write to. */
export const isOwn = <N extends TableName>({ start }: Draft, name: N, found: Tables[N]): boolean =>
  found !== get(tableOf(start, name), found.id)

/** Puts an open thing that the draft made into its place. */
export function place<N extends TableName, T extends Tables[N]>(
  draft: Draft,
  name: N,
  value: T,
): Writable<T> {
  setOwn<Tables[N]>(ownTable(draft, name), value.id, value)
  return value
}

/** An open thing to be written; fails when there is none. */
export function edit<N extends TableName>(draft: Draft, name: N, id: Id): Writable<Tables[N]> {
  const found = need(draft, name, id)
  return isOwn(draft, name, found) ? found : place(draft, name, { ...found })
}

/** Adds an open thing; fails when there is one with its id. */
export function add<N extends TableName>(draft: Draft, name: N, value: Tables[N]): void {
  if (peek(draft, name, value.id) !== null) failTwice(value.id)
  place(draft, name, value)
}

/** Takes an open thing away; fails when there is none. */
export function take<N extends TableName>(draft: Draft, name: N, id: Id): Tables[N] {
  const found = need(draft, name, id)
  remove(draft, name, id)
  return found
}

/** Removes an open thing, if it is there. */
export function remove(draft: Draft, name: TableName, id: Id): void {
  delete ownTable(draft, name)[id]
}

/** Forgets all that is open. The tables are new ones, since the draft writes to those that differ from the ones it started from. */
export function clearOpen({ view }: Draft): void {
  view.open = structuredClone(emptyView.open)
}

/** Replaces the queue. */
export function setQueue(draft: Draft, queue: View['open']['queue']): void {
  ownOpen(draft).queue = queue
}

/** Appends to what is settled. */
export function settle({ start, view }: Draft, entry: Settled): void {
  if (view.settled === start.settled) view.settled = view.settled.slice()
  const chunks = view.settled as Settled[][]
  if ((chunks.at(-1)?.length ?? CHUNK_SIZE) >= CHUNK_SIZE) chunks.push([])
  const last = chunks.length - 1
  if (chunks[last] === start.settled[last]) chunks[last] = (chunks[last] as Settled[]).slice()
  chunks[last]?.push(entry)
}

/** Changes a settled message, if the view holds it. */
export function changeSettled(draft: Draft, id: Id, change: (found: Message) => Message): void {
  const hasId = (entry: Settled) => entry.kind === 'message' && entry.id === id
  draft.view.settled = draft.view.settled.map(chunk =>
    chunk.some(hasId) ? chunk.map(entry => (hasId(entry) ? change(entry as Message) : entry)) : chunk,
  )
}
