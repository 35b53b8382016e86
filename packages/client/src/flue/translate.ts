import {
  equalJson,
  findMessage,
  get,
  type Message,
  partsOf,
  type ToolCallPart,
  type View,
} from '@sluice/fold'
import type { Actor, Event, Failure, Id, Json, WholePart } from '@sluice/protocol'
import { hexOf } from '../backend/hexOf.ts'
import { extrasOf, isTalk, merge } from './extras.ts'
import { idOf } from './positions.ts'
import type { ChunkOf, FlueChunkType, FlueMessage, FluePart, FlueSaying, FlueSettlement } from './wire.ts'

/** What an event of a chunk says, and who did it. */
export interface Made {
  readonly event: Event
  readonly actor: Actor['kind']
}

/** What a chunk makes of a view: events, or another view. */
export type Translation = { readonly events: readonly Made[] } | { readonly view: View }

type Translate<T extends FlueChunkType> = (view: View, chunk: ChunkOf<T>) => Translation

/** Thrown where nothing can be told without the whole conversation. */
export class Lost extends Error {}

/** A message that is open. */
function openMessage(view: View, messageId: string): Message {
  const message = get(view.open.messages, idOf(messageId))
  if (message === null) throw new Lost()
  return message
}

const by =
  (actor: Actor['kind']) =>
  (...events: Event[]): Translation => ({ events: events.map(event => ({ event, actor })) })
const agent = by('agent')
const person = by('person')
const host = by('host')

/** The run of a submission; of an answer that nobody asked for, that of the message. */
const runOf = (submissionId: string | undefined, messageId: string): Id => idOf(submissionId ?? messageId)

const partId = (message: Id, count: number): Id => `${message}-${count}`

/** The part of a person's message that a part of Flue's is. */
function wholePart(part: FluePart, id: Id): WholePart {
  if (part.type === 'text') return { part: id, kind: 'text', text: part.text ?? '' }
  if (part.type === 'file') {
    const { filename, size = 0, mediaType = 'application/octet-stream' } = part
    const file = { blob: hexOf(part.id ?? id), bytes: size, mediaType }
    return { part: id, kind: 'file', file, ...(filename && { filename }) }
  }
  return { part: id, kind: 'data', name: part.type, data: part as unknown as Json }
}

const stateOf = (table: 'messages' | 'notes', key: string, value: unknown): Event => ({
  type: 'state.patched',
  patch: [
    {
      op: 'add',
      path: `/${table}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      value: value as Json,
    },
  ],
})

/** A value of the state of the session, where Flue's extras are. */
const stored = (view: View, table: 'messages' | 'notes', key: string): Json => {
  const tables = view.state as Readonly<Record<string, Readonly<Record<string, Json>>>>
  return get(tables[table] ?? {}, key)
}

function patchExtras(view: View, message: FlueMessage): Event[] {
  const extras = extrasOf(message)
  const id = idOf(message.id)
  if (extras === null || equalJson(stored(view, 'messages', id), extras as unknown as Json)) return []
  return [stateOf('messages', id, extras)]
}

/** A person's message, a signal, or a word of the runtime. */
function appended(view: View, { message }: ChunkOf<'message-appended'>): Translation {
  const id = idOf(message.id)
  if (!isTalk(message)) {
    const { id: key, ...rest } = message
    return host(stateOf('notes', key, { ...rest, after: view.head }))
  }
  const known = findMessage(view, id)
  const parts = message.parts.map((part, index) => wholePart(part, partId(id, index)))
  // What was said before and is said again otherwise cannot be told as an event.
  if (message.role === 'assistant') throw new Lost()
  if (known !== null) return agent()
  const says = message.role === 'user' ? person : host
  const text: WholePart = { part: partId(id, 0), kind: 'text', text: '' }
  const run = message.submissionId === undefined ? null : idOf(message.submissionId)
  return says(
    {
      type: 'message.added',
      message: id,
      role: 'user',
      after: view.head,
      parts: parts.length > 0 ? parts : [text],
    },
    ...(run === null || get(view.open.runs, run) !== null
      ? []
      : [{ type: 'run.started', run, trigger: id } satisfies Event]),
    ...patchExtras(view, message),
  )
}

/** The first step of an answer, or a later one, which has the same message. */
function started(view: View, chunk: ChunkOf<'message-started'>): Translation {
  const { messageId, submissionId } = chunk
  const id = idOf(messageId)
  const run = runOf(submissionId, messageId)
  const open = get(view.open.messages, id)
  if (open === null && findMessage(view, id) !== null) throw new Lost()
  const begins: Event[] = []
  if (open === null) {
    if (get(view.open.runs, run) === null) begins.push({ type: 'run.started', run })
    begins.push({ type: 'message.added', message: id, role: 'assistant', after: view.head, run })
    begins.push(...patchExtras(view, { ...chunk, id: messageId, role: 'assistant', parts: [] }))
  }
  return agent(...begins)
}

/** Ends the text of a message that is open. */
const settleText = (view: View, message: Message): Event[] =>
  partsOf(view, message).flatMap(part =>
    'text' in part && part.status === 'streaming'
      ? [{ type: 'part.settled', part: part.id } satisfies Event]
      : [],
  )

function delta(view: View, { messageId, kind, delta: text }: ChunkOf<'message-delta'>): Translation {
  const message = openMessage(view, messageId)
  const slot = message.parts.at(-1)
  const last = typeof slot === 'string' ? get(view.open.parts, slot) : null
  if (last?.kind === kind) return agent({ type: 'part.delta', part: last.id, from: last.text.length, text })
  const part = partId(message.id, message.parts.length)
  return agent(
    ...settleText(view, message),
    { type: 'part.added', message: message.id, part, kind },
    { type: 'part.delta', part, from: 0, text },
  )
}

function toolInput(
  view: View,
  { messageId, toolCallId, toolName, input }: ChunkOf<'tool-input'>,
): Translation {
  const message = openMessage(view, messageId)
  const isKnown = partsOf(view, message).some(
    part => part.kind === 'tool-call' && part.providerCallId === toolCallId,
  )
  if (isKnown) return agent()
  const call = partId(message.id, message.parts.length)
  return agent(
    ...settleText(view, message),
    { type: 'tool.called', call, message: message.id, tool: toolName, providerCallId: toolCallId },
    { type: 'tool.ready', call, arguments: input ?? null },
    { type: 'tool.started', call, attempt: 1 },
  )
}

/** The newest open call with an id of Flue's. */
const callOf = (view: View, toolCallId: string): ToolCallPart | undefined =>
  Object.values(view.open.parts).findLast(
    part => part.kind === 'tool-call' && part.providerCallId === toolCallId,
  ) as ToolCallPart | undefined

function toolSettled(
  view: View,
  toolCallId: string,
  end: Pick<Event<'tool.settled'>, 'outcome' | 'output' | 'error'>,
): Translation {
  const call = callOf(view, toolCallId)
  // The end of its run has ended a call that is no more.
  return call === undefined ? agent() : agent({ type: 'tool.settled', call: call.id, ...end })
}

/** The first value of a name is an event; a later one takes the place of what was said, which only another view can tell. */
function dataPart(view: View, { messageId, name, data }: ChunkOf<'data-part'>): Translation {
  const message = openMessage(view, messageId)
  const { id } = message
  const at = message.parts.findIndex(
    slot => typeof slot !== 'string' && slot.kind === 'data' && slot.name === name,
  )
  const before = message.parts[at]
  if (before === undefined || typeof before === 'string' || before.kind !== 'data') {
    const content: WholePart = { part: partId(id, message.parts.length), kind: 'data', name, data }
    return agent({ type: 'part.attached', message: id, content })
  }
  if (equalJson(before.data, data)) return agent()
  const parts = message.parts.with(at, { ...before, data })
  const messages = { ...view.open.messages, [id]: { ...message, parts } }
  return { view: { ...view, open: { ...view.open, messages } } }
}

function metadata(view: View, chunk: ChunkOf<'message-metadata'>): Translation {
  const id = idOf(chunk.messageId)
  const extras = (stored(view, 'messages', id) ?? {}) as Readonly<Record<string, Json>>
  const merged = merge(extras.metadata ?? {}, chunk.metadata)
  return agent(stateOf('messages', id, { ...extras, metadata: merged }))
}

function completed(view: View, { messageId }: ChunkOf<'message-completed'>): Translation {
  const message = get(view.open.messages, idOf(messageId))
  if (message === null) return agent()
  const { run } = message
  const works = partsOf(view, message).some(part => part.kind === 'tool-call' && part.settledAt === null)
  return agent(
    ...settleText(view, message),
    // Nobody asked for it, so that nobody is told of its end.
    ...(run === message.id && !works
      ? [{ type: 'run.settled', run, outcome: 'completed' } satisfies Event]
      : []),
  )
}

/** Why a submission failed, in the words of what failed. */
function failureOf({ error, outcome }: FlueSettlement): Failure | null {
  if (outcome !== 'failed') return null
  const { type = 'failed', message = 'The agent failed.', meta } = error ?? {}
  return { code: type.replaceAll(/[^a-z0-9]/g, '-'), message: meta?.reason ?? message }
}

function settled(view: View, chunk: ChunkOf<'submission-settled'>): Translation {
  const run = idOf(chunk.submissionId)
  if (get(view.open.runs, run) === null) return host()
  const error = failureOf(chunk)
  const outcome = chunk.outcome === 'aborted' ? 'stopped' : chunk.outcome
  return host({ type: 'run.settled', run, outcome, ...(error && { error }) })
}

const translators: { readonly [T in Exclude<FlueChunkType, 'conversation-reset'>]: Translate<T> } = {
  'message-appended': appended,
  'message-started': started,
  'message-metadata': metadata,
  'data-part': dataPart,
  'message-delta': delta,
  'tool-input': toolInput,
  'tool-output': (view, { toolCallId, output }) =>
    toolSettled(view, toolCallId, { outcome: 'completed', output: { json: output ?? null } }),
  'tool-output-error': (view, { toolCallId, errorText }) =>
    toolSettled(view, toolCallId, { outcome: 'failed', error: { code: 'tool-failed', message: errorText } }),
  'message-completed': completed,
  'submission-settled': settled,
}

/** Says what a chunk makes of a view, nothing where it is of another type. Throws {@link Lost}, or what a malformed one brings about. Pure. [C7] */
export function translate(view: View, chunk: FlueSaying): Translation {
  if (!Object.hasOwn(translators, chunk.type)) return { events: [] }
  return (translators[chunk.type as keyof typeof translators] as Translate<FlueChunkType>)(view, chunk)
}
