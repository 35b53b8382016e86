import type { Id, WholePart } from '@sluice/protocol'
import { openParts } from '../close.ts'
import {
  add,
  changeSettled,
  type Draft,
  edit,
  need,
  peek,
  type Reducers,
  remove,
  setQueue,
  settle,
} from '../draft.ts'
import { fail, failTwice } from '../impossible.ts'
import { redacted } from '../redacted.ts'
import type { AttachedPart, Message, QueuedMessage, StreamedPart } from '../view.ts'

/** How much of a message's text serves as a title, in UTF-16 units. */
const TITLE_LENGTH = 80

/** Makes a part of a view from one that was complete when it was made. */
export function toPart(content: WholePart, message: Id): StreamedPart | AttachedPart {
  const { part: id, ...rest } = content
  return rest.kind === 'text'
    ? { kind: 'text', id, message, text: rest.text, status: 'settled' }
    : { ...rest, id, message }
}

const toParts = (contents: readonly WholePart[], message: Id) =>
  contents.map(content => toPart(content, message))

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

const findQueued = ({ view }: Draft, id: Id): QueuedMessage | undefined =>
  view.open.queue.find(item => item.id === id)

const needQueued = (draft: Draft, id: Id): QueuedMessage =>
  findQueued(draft, id) ?? fail(`the message ${id} is not queued`)

/** Puts another in the place of a queued message, or none. */
function replaceQueued(draft: Draft, id: Id, other: QueuedMessage | [] = []): void {
  setQueue(
    draft,
    draft.view.open.queue.flatMap(item => (item.id === id ? other : item)),
  )
}

/** How the events of the family `message` change a view. */
export const messageReducers: Reducers<'message'> = {
  /** Adds a message and makes it the newest of the line. */
  'message.added': (draft, event, envelope) => {
    const { view } = draft
    const { message: id, role, after, run = null, step = null, replaces = null } = event
    const queued = findQueued(draft, id)
    const parts = queued?.parts ?? (event.parts && toParts(event.parts, id))
    if ((queued && event.parts) || peek(draft, 'messages', id) !== null) failTwice(id)
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
    if (queued) replaceQueued(draft, id)
    if (parts) settle(draft, message)
    else add(draft, 'messages', message)
    if (step !== null && peek(draft, 'steps', step)?.delayed) edit(draft, 'steps', step).delayed = null
    view.head = id
    view.totals = { ...view.totals, messages: view.totals.messages + 1 }
    takeTitle(draft, message)
  },
  /** Queues a message. */
  'message.queued': (draft, event, envelope) => {
    const { message: id, mode } = event
    const { actor, commandId = null, at } = envelope
    if (findQueued(draft, id)) failTwice(id)
    const parts = toParts(event.parts, id)
    setQueue(draft, [...draft.view.open.queue, { id, mode, parts, actor, commandId, at }])
  },
  /** Gives a queued message other parts. */
  'message.edited': (draft, event) => {
    const { message: id, parts } = event
    replaceQueued(draft, id, { ...needQueued(draft, id), parts: toParts(parts, id) })
  },
  /** Takes a queued message back. */
  'message.withdrawn': (draft, { message: id }) => {
    needQueued(draft, id)
    replaceQueued(draft, id)
  },
  /** Makes another branch the line. */
  'message.chosen': ({ view }, { message }) => {
    view.head = message
  },
  /** Empties a message, wherever it stands. A view that does not hold it has nothing to empty. */
  'message.redacted': (draft, { message: id }) => {
    const { view } = draft
    if (view.session?.titleFrom === id) view.session = { ...view.session, title: null, titleFrom: null }
    const open = peek(draft, 'messages', id)
    if (open === null) return changeSettled(draft, id, redacted)
    for (const part of openParts(draft, open)) {
      const approval = part.kind === 'tool-call' && part.approval
      if (approval) remove(draft, 'approvals', approval.id)
      remove(draft, 'parts', part.id)
    }
    remove(draft, 'messages', id)
    settle(draft, { ...redacted(open), status: 'settled' })
  },
}
