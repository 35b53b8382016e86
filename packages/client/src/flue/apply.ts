import { fold, type View } from '@sluice/fold'
import type { Actor, Envelope, Event, Id, Json } from '@sluice/protocol'
import { markOf, offsetAt, timeIn } from './positions.ts'
import { Lost, type Made, translate } from './translate.ts'
import type { FlueChunk, FlueSnapshot } from './wire.ts'

/** What is needed beside the view and the chunk. */
export interface ApplyContext {
  /** The agent's name. */
  readonly agent: string
  /** Which generation of the stream it is. */
  readonly incarnation: string
  /** The local clock in ms, for what Flue gives no time of. */
  readonly now: number
  /** Makes a view of a whole conversation; loaded where one is expected. */
  readonly hydrate: ((snapshot: FlueSnapshot, context: ApplyContext) => View) | null
  /** The command that made a submission, if it was one of ours. */
  commandOf(submissionId: string): Id | undefined
}

/** What came of a chunk: envelopes that were folded, or a view that takes the place of the one before. */
export interface Applied {
  readonly view: View
  readonly envelopes: readonly Envelope[]
  readonly isReplaced?: true
}

/** The ids of those who do something, but for the agent. */
export const idOfActor: Readonly<Record<Actor['kind'], string>> = {
  person: 'person',
  agent: 'agent',
  host: 'flue',
}

/** The session's first event. */
export const creation = (agent: string, state: Json): Event => ({
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
    // A conversation begins with a reset to nothing.
    if (view.session === null && chunk.snapshot.messages.length === 0) return nothing
    if (context.hydrate === null) throw new Lost()
    return {
      view: { ...context.hydrate(chunk.snapshot, context), offset: last },
      envelopes: [],
      isReplaced: true,
    }
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
