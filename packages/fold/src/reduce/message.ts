import type { Event, Id, WholePart } from '@sluice/protocol'
import {
  type Draft,
  edit,
  peek,
  type Reducer,
  remove,
  replaceSettled,
  set,
  setQueue,
  settle,
} from '../draft.ts'
import type { AttachedPart, Message, StreamedPart } from '../view.ts'

/** How much of a message's text serves as a title, in UTF-16 units. */
const TITLE_LENGTH = 80

/** Makes a part of a view from one that was complete when it was made. */
export function toPart(content: WholePart, message: Id): StreamedPart | AttachedPart {
  const { part, ...rest } = content
  return rest.kind === 'text'
    ? { kind: 'text', id: part, message, text: rest.text, status: 'settled' }
    : { ...rest, id: part, message }
}

/** The beginning of a text, at most so many UTF-16 units, with no surrogate pair cut. */
function cutText(text: string, length: number): string {
  const last = text.charCodeAt(length - 1)
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length)
}

function takeTitle(draft: Draft, message: Message): void {
  const { session } = draft.view
  if (session === null || session.title !== null || message.role !== 'user') return
  for (const part of message.parts) {
    if (typeof part === 'string' || part.kind !== 'text') continue
    const line = part.text.trim().split('\n', 1)[0] ?? ''
    if (line === '') continue
    const title = line.length <= TITLE_LENGTH ? line : `${cutText(line, TITLE_LENGTH - 1)}…`
    draft.view.session = { ...session, title, titleFrom: message.id }
    return
  }
}

/** Adds a message and makes it the newest of the line. */
export const reduceMessageAdded: Reducer<Event<'message.added'>> = (draft, event, envelope) => {
  const { view } = draft
  const queued = view.open.queue.find(item => item.id === event.message) ?? null
  if (peek(draft, 'messages', event.message) !== null) return 'the message is open already'
  if (queued !== null && event.parts !== undefined) return 'a queued message has its parts already'
  if (event.run !== undefined && peek(draft, 'runs', event.run) === null) return 'the run is not open'
  const whole = queued?.parts ?? event.parts?.map(part => toPart(part, event.message)) ?? null
  if (whole === null && event.role === 'user') return 'the message has no parts and is not queued'
  if (whole === null && event.run === undefined) return 'an open message belongs to a run'
  if (whole === null && event.step !== undefined && peek(draft, 'steps', event.step) === null)
    return 'the step is not open'
  const message: Message = {
    kind: 'message',
    id: event.message,
    role: event.role,
    after: event.after,
    run: event.run ?? null,
    step: event.step ?? null,
    replaces: event.replaces ?? null,
    actor: queued?.actor ?? envelope.actor,
    commandId: queued?.commandId ?? envelope.commandId ?? null,
    at: envelope.at,
    status: whole === null ? 'open' : 'settled',
    parts: whole ?? [],
    redacted: false,
  }
  if (queued !== null)
    setQueue(
      draft,
      view.open.queue.filter(item => item !== queued),
    )
  if (whole === null) set(draft, 'messages', message.id, message)
  else settle(draft, message)
  if (event.step !== undefined && peek(draft, 'steps', event.step)?.delayed)
    edit(draft, 'steps', event.step).delayed = null
  view.head = message.id
  view.totals = { ...view.totals, messages: view.totals.messages + 1 }
  takeTitle(draft, message)
  return null
}

/** Queues a message. */
export const reduceMessageQueued: Reducer<Event<'message.queued'>> = (draft, event, envelope) => {
  const { queue } = draft.view.open
  if (queue.some(item => item.id === event.message)) return 'the message is queued already'
  setQueue(draft, [
    ...queue,
    {
      id: event.message,
      mode: event.mode,
      parts: event.parts.map(part => toPart(part, event.message)),
      actor: envelope.actor,
      commandId: envelope.commandId ?? null,
      at: envelope.at,
    },
  ])
  return null
}

/** Gives a queued message other parts. */
export const reduceMessageEdited: Reducer<Event<'message.edited'>> = (draft, event) => {
  const { queue } = draft.view.open
  const at = queue.findIndex(item => item.id === event.message)
  const found = queue[at]
  if (found === undefined) return 'the message is not queued'
  setQueue(draft, queue.with(at, { ...found, parts: event.parts.map(part => toPart(part, event.message)) }))
  return null
}

/** Takes a queued message back. */
export const reduceMessageWithdrawn: Reducer<Event<'message.withdrawn'>> = (draft, event) => {
  const { queue } = draft.view.open
  const rest = queue.filter(item => item.id !== event.message)
  if (rest.length === queue.length) return 'the message is not queued'
  setQueue(draft, rest)
  return null
}

/** Makes another branch the line. */
export const reduceMessageChosen: Reducer<Event<'message.chosen'>> = ({ view }, event) => {
  view.head = event.message
  return null
}

/** Empties a message, wherever it stands. A view that does not hold it has nothing to empty. */
export const reduceMessageRedacted: Reducer<Event<'message.redacted'>> = (draft, event) => {
  const { view } = draft
  if (view.session?.titleFrom === event.message)
    view.session = { ...view.session, title: null, titleFrom: null }
  const open = peek(draft, 'messages', event.message)
  if (open !== null) {
    for (const part of open.parts) {
      const id = typeof part === 'string' ? part : part.id
      const found = peek(draft, 'parts', id)
      if (found?.kind === 'tool-call' && found.approval?.status === 'requested')
        remove(draft, 'approvals', found.approval.id)
      if (found !== null) remove(draft, 'parts', id)
    }
    remove(draft, 'messages', event.message)
    settle(draft, { ...open, parts: [], status: 'settled', redacted: true })
    return null
  }
  replaceSettled(draft, 'message', event.message, found =>
    found.kind === 'message' ? { ...found, parts: [], redacted: true } : found,
  )
  return null
}
