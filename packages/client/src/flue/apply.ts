import { emptyView, fold, type View } from '@sluice/fold'
import type { Actor, Envelope, Event, Id, Json } from '@sluice/protocol'
import { extrasOf, type FlueExtras, type FlueNote, isTalk } from './extras.ts'
import { batchOf, idOf, markOf, offsetAt, offsetBehind, timeIn } from './positions.ts'
import { type Made, translate } from './translate.ts'
import type { FlueChunk, FlueMessage, FlueSnapshot } from './wire.ts'

/** What is needed beside the view and the chunk. */
export interface ApplyContext {
  /** The agent's name. */
  readonly agent: string
  /** Which generation of the stream it is. */
  readonly incarnation: string
  /** The local clock in ms, for what Flue gives no time of. */
  readonly now: number
  /** The command that made a submission, if it was one of ours. */
  commandOf(submissionId: string): Id | undefined
}

/** What came of a chunk: envelopes that were folded, or a view that takes the place of the one before. */
export interface Applied {
  readonly view: View
  readonly envelopes: readonly Envelope[]
  readonly isReplaced?: true
}

const idOfActor: Readonly<Record<Actor['kind'], string>> = { person: 'person', agent: 'agent', host: 'flue' }

/** The session's first event. */
const creation = (agent: string, state: Json): Event => ({
  type: 'session.created',
  agent,
  owner: idOfActor.person,
  state,
})

/** Applies a chunk to a view; one that it already holds gives the same view. Throws where only the whole conversation helps, and where a chunk is malformed. Pure. [C7] */
export function apply(view: View, chunk: FlueChunk, context: ApplyContext): Applied {
  const mark = markOf(context.incarnation)
  const nothing: Applied = { view, envelopes: [] }
  const { position, timestamp } = chunk
  if (typeof position?.batch !== 'number' || typeof position.index !== 'number') return nothing
  const last = offsetAt(position, 15, mark)
  if (view.offset !== null && view.offset >= offsetAt(position, 0, mark)) return nothing
  if (chunk.type === 'conversation-reset') {
    const next = hydrate(chunk.snapshot, context)
    // A conversation begins with a reset to nothing.
    if (view.session === null && chunk.snapshot.messages.length === 0) return nothing
    return { view: { ...next, offset: last }, envelopes: [], isReplaced: true }
  }
  const made = translate(view, chunk)
  if ('view' in made) return { view: { ...made.view, offset: last }, envelopes: [], isReplaced: true }
  const said = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN
  const at = Math.max(view.at, Number.isNaN(said) ? (timeOf(chunk) ?? context.now) : said)
  const commandId =
    chunk.type === 'message-appended' ? context.commandOf(chunk.message.submissionId ?? '') : undefined
  const begun: readonly Made[] =
    view.session === null && made.events.length > 0
      ? [{ event: creation(context.agent, { messages: {}, notes: {} }), actor: 'host' }, ...made.events]
      : made.events
  const envelopes = begun.map(
    ({ event, actor }, index): Envelope => ({
      offset: offsetAt(position, index, mark),
      at,
      actor: { kind: actor, id: actor === 'agent' ? context.agent : idOfActor[actor] },
      ...(event.type === 'message.added' && commandId && { commandId }),
      event,
    }),
  )
  return { view: fold(view, envelopes), envelopes }
}

/** The time in the ids of a chunk. */
function timeOf(chunk: FlueChunk): number | null {
  if (chunk.type === 'message-appended') return timeIn(chunk.message.submissionId) ?? timeIn(chunk.message.id)
  return 'messageId' in chunk ? timeIn(chunk.messageId) : null
}

/** The chunks that a message would have come in. */
function chunksOf(message: FlueMessage, timestamp: string): FlueChunk[] {
  const { id, submissionId, role } = message
  const at = { timestamp, position: { batch: 0, index: 0 } }
  if (role !== 'assistant') return [{ ...at, type: 'message-appended', message }]
  const started: FlueChunk = {
    ...at,
    type: 'message-started',
    messageId: id,
    ...(submissionId && { submissionId }),
  }
  const parts = message.parts.flatMap((part): FlueChunk[] => {
    const { type, text = '', toolCallId = '', toolName = '', input = null, output = null } = part
    if (type === 'text' || type === 'reasoning') {
      const said: FlueChunk = { ...at, type: 'message-delta', messageId: id, kind: type, delta: text }
      return part.state === 'streaming' ? [said] : [said, { ...at, type: 'message-completed', messageId: id }]
    }
    if (type.startsWith('data-'))
      return [{ ...at, type: 'data-part', messageId: id, name: type.slice(5), data: part.data ?? null }]
    if (type !== 'dynamic-tool') return []
    const called: FlueChunk = { ...at, type: 'tool-input', messageId: id, toolCallId, toolName, input }
    if (part.state === 'output-available') return [called, { ...at, type: 'tool-output', toolCallId, output }]
    if (part.state !== 'output-error') return [called]
    return [called, { ...at, type: 'tool-output-error', toolCallId, errorText: part.errorText ?? '' }]
  })
  return [started, ...parts]
}

/** Makes a view of a whole conversation, as if its chunks had been folded; the same parts have the same ids. Pure. [C7] */
export function hydrate(snapshot: FlueSnapshot, context: ApplyContext): View {
  const { messages, settlements, incarnation = context.incarnation } = snapshot
  const mark = markOf(incarnation)
  const extras: Record<Id, FlueExtras> = {}
  const notes: Record<string, FlueNote> = {}
  /** How a submission ended is told behind its last message. */
  const ends = new Map(settlements.map(settlement => [settlement.submissionId, settlement]))
  const lastOf = new Map(messages.map(({ submissionId }, index) => [submissionId, index]))
  let head: Id | null = null
  for (const message of messages) {
    const { id, ...rest } = message
    if (!isTalk(message)) notes[id] = { ...rest, after: head }
    else {
      head = idOf(id)
      const own = extrasOf(message)
      if (own !== null) extras[head] = own
    }
  }

  let view = emptyView
  let at = timeIn(snapshot.conversationId) ?? context.now
  let nth = 0
  const add = (event: Event, actor: Actor['kind'], commandId?: Id): void => {
    const id = actor === 'agent' ? context.agent : idOfActor[actor]
    const offset = offsetAt({ batch: 0, index: 0 }, nth++, mark)
    const named = event.type === 'message.added' && commandId && { commandId }
    view = fold(view, [{ offset, at, actor: { kind: actor, id }, ...named, event }])
  }
  const run = (chunk: FlueChunk, commandId?: Id): void => {
    const made = translate(view, chunk)
    if ('events' in made) for (const { event, actor } of made.events) add(event, actor, commandId)
  }

  if (messages.length > 0)
    add(creation(context.agent, { messages: extras, notes } as unknown as Json), 'host')
  for (const [index, message] of messages.entries()) {
    const { submissionId = '', timestamp = '' } = message
    if (isTalk(message)) {
      const own = timeIn(submissionId) ?? timeIn(message.id) ?? timeIn(messages[index + 1]?.id)
      at = Math.max(at, Date.parse(timestamp) || own || 0)
      for (const chunk of chunksOf(message, timestamp)) run(chunk, context.commandOf(submissionId))
    }
    const end = ends.get(submissionId)
    if (end !== undefined && lastOf.get(submissionId) === index)
      run({ ...end, type: 'submission-settled', position: { batch: 0, index: 0 } })
  }
  return { ...view, offset: offsetBehind(batchOf(snapshot.offset), mark) }
}
