import type { Event, Id, WholePart } from '@sluice/protocol'
import { openParts } from '../close.ts'
import {
  add,
  changeSettled,
  type Draft,
  edit,
  need,
  peek,
  type Reducer,
  remove,
  setQueue,
  settle,
} from '../draft.ts'
import { fail } from '../impossible.ts'
import type { AttachedPart, Message, StreamedPart } from '../view.ts'

/** How much of a message's text serves as a title, in UTF-16 units. */
const TITLE_LENGTH = 80

/** Makes a part of a view from one that was complete when it was made. */
export function toPart(content: WholePart, message: Id): StreamedPart | AttachedPart {
  const { part: id, ...rest } = content
  return rest.kind === 'text'
    ? { kind: 'text', id, message, text: rest.text, status: 'settled' }
    : { ...rest, id, message }
}

/** The title of a session that has none: the first line that a person wrote, with no surrogate pair cut. */
function takeTitle({ view }: Draft, { role, parts, id }: Message): void {
  if (view.session?.title !== null || role !== 'user') return
  for (const part of parts) {
    const line = (part as Partial<StreamedPart>).text?.trim().split('\n', 1)[0]
    if (!line) continue
    const cut = line.slice(0, TITLE_LENGTH - 1).replace(/[\ud800-\udbff]$/, '')
    view.session = { ...view.session, title: line.length > TITLE_LENGTH ? `${cut}…` : line, titleFrom: id }
    return
  }
}

/** Adds a message and makes it the newest of the line. */
export const reduceMessageAdded: Reducer<Event<'message.added'>> = (draft, event, envelope) => {
  const { view } = draft
  const { message: id, role, after, run = null, step = null, replaces = null } = event
  const queued = view.open.queue.find(item => item.id === id)
  const parts = queued?.parts ?? event.parts?.map(part => toPart(part, id))
  if ((queued && event.parts) || peek(draft, 'messages', id) !== null)
    fail(`the message ${id} is there already`)
  if (run !== null) need(draft, 'runs', run)
  if (!parts && (run === null || role === 'user')) fail('a message without parts is an answer in a run')
  if (!parts && step !== null) need(draft, 'steps', step)
  const message: Message = {
    kind: 'message',
    id,
    role,
    after,
    run,
    step,
    replaces,
    actor: (queued ?? envelope).actor,
    commandId: (queued ?? envelope).commandId ?? null,
    at: envelope.at,
    status: parts ? 'settled' : 'open',
    parts: parts ?? [],
    redacted: false,
  }
  if (queued) removeQueued(draft, id)
  if (parts) settle(draft, message)
  else add(draft, 'messages', message)
  if (step !== null && peek(draft, 'steps', step)?.delayed) edit(draft, 'steps', step).delayed = null
  view.head = id
  view.totals = { ...view.totals, messages: view.totals.messages + 1 }
  takeTitle(draft, message)
}

function removeQueued(draft: Draft, id: Id): void {
  setQueue(
    draft,
    draft.view.open.queue.filter(item => item.id !== id),
  )
}

/** The place of a queued message; -1 when it is not queued. */
const placeOf = (draft: Draft, id: Id): number => draft.view.open.queue.findIndex(item => item.id === id)

const notQueued = (id: Id): never => fail(`the message ${id} is not queued`)

/** Queues a message. */
export const reduceMessageQueued: Reducer<Event<'message.queued'>> = (draft, event, envelope) => {
  const { message: id, mode } = event
  const { actor, commandId = null, at } = envelope
  if (placeOf(draft, id) >= 0) fail(`the message ${id} is queued already`)
  const parts = event.parts.map(part => toPart(part, id))
  setQueue(draft, [...draft.view.open.queue, { id, mode, parts, actor, commandId, at }])
}

/** Gives a queued message other parts. */
export const reduceMessageEdited: Reducer<Event<'message.edited'>> = (draft, event) => {
  const { queue } = draft.view.open
  const { message: id } = event
  const place = placeOf(draft, id)
  const found = queue[place] ?? notQueued(id)
  setQueue(draft, queue.with(place, { ...found, parts: event.parts.map(part => toPart(part, id)) }))
}

/** Takes a queued message back. */
export const reduceMessageWithdrawn: Reducer<Event<'message.withdrawn'>> = (draft, { message: id }) => {
  if (placeOf(draft, id) < 0) notQueued(id)
  removeQueued(draft, id)
}

/** Makes another branch the line. */
export const reduceMessageChosen: Reducer<Event<'message.chosen'>> = ({ view }, { message }) => {
  view.head = message
}

/** Empties a message, wherever it stands. A view that does not hold it has nothing to empty. */
export const reduceMessageRedacted: Reducer<Event<'message.redacted'>> = (draft, { message: id }) => {
  const { view } = draft
  if (view.session?.titleFrom === id) view.session = { ...view.session, title: null, titleFrom: null }
  const empty = { parts: [], redacted: true }
  const open = peek(draft, 'messages', id)
  if (open === null) return changeSettled(draft, id, found => ({ ...found, ...empty }))
  for (const part of openParts(draft, open)) {
    const approval = part.kind === 'tool-call' && part.approval
    if (approval) remove(draft, 'approvals', approval.id)
    remove(draft, 'parts', part.id)
  }
  remove(draft, 'messages', id)
  settle(draft, { ...open, ...empty, status: 'settled' })
}
