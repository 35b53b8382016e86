import type { Envelope } from './envelope.ts'
import type { AnyEvent, Event, EventType } from './events/index.ts'
import type { ServerFrame, ServerFrameType } from './frames/server.ts'
import { isBounded } from './isBounded.ts'
import { offsetPattern } from './offsetPattern.ts'

/**
 * The shapes of what a page reads, in a notation that a page can afford: fields with a blank between them. `name` alone is a string, `name~` a string or
 * null, `name#` a finite number, `name@` an offset or null, `name*` any JSON of at most 64 levels, `name:shape` an object, `name[shape` a list of objects. A shape that ends in a slash goes on with
 * the object's own `kind` or `op`; a question mark follows the name of a field that may be absent.
 */
const eventShapes: Readonly<Record<EventType, string>> = {
  'session.created': 'agent owner title? data?* state?* forkedFrom?:session parent?:session',
  'session.titled': 'title',
  'session.archived': '',
  'session.unarchived': '',
  'session.forked': 'lineage[session call? model?',
  'run.started': 'run trigger? definition?',
  'run.recovered': 'run attempt# reason definition?',
  'run.settled': 'run outcome error?:failure',
  'step.started': 'step run kind model? context?:blob',
  'step.delayed': 'step attempt# until# error:failure',
  'step.settled': 'step outcome finish? usage?:usage harness?:blob provider?:blob error?:failure',
  'message.added': 'message role after~ parts?[part/ run? step? replaces?',
  'message.queued': 'message mode parts[part/',
  'message.edited': 'message parts[part/',
  'message.withdrawn': 'message',
  'message.chosen': 'message',
  'message.redacted': 'message',
  'part.added': 'message part kind',
  'part.attached': 'message content:part/',
  'part.delta': 'part from# text',
  'part.settled': 'part',
  'tool.called': 'call message tool providerCallId?',
  'tool.ready': 'call arguments?*',
  'tool.offered': 'call reason?',
  'tool.started': 'call attempt#',
  'tool.progressed': 'call fraction?# text? data?*',
  'tool.settled': 'call outcome output?* error?:failure',
  'approval.requested': 'approval run call? question schema?* expiresAt?# onExpiry?:expiry',
  'approval.decided': 'approval decision reason? arguments?* answer?* via?',
  'approval.expired': 'approval',
  'state.patched': 'patch[op/',
  'context.compacted': 'through harness:blob tokensBefore?# tokensAfter?#',
  'fiber.started': 'fiber name run? timer? key? data?*',
  'fiber.stashed': 'fiber snapshot*',
  'fiber.recovered': 'fiber attempt# reason',
  'fiber.settled': 'fiber outcome output?* error?:failure',
  'timer.scheduled': 'timer at# name key? data?* fiber? cron? zone?',
  'timer.fired': 'timer at?#',
  'timer.cancelled': 'timer',
  'subsession.opened': 'subsession agent call depth#',
  'subsession.settled': 'subsession outcome offset? usage?:usage',
}

const frameShapes: Readonly<Record<ServerFrameType, string>> = {
  welcome: 'eventRevision# viewRevision# at# principal tenant?',
  snapshot: 'channel# offset@ revision# index# count# text',
  events: 'channel# after@',
  live: 'channel# head@ writer*',
  rows: 'channel# version# rows[row gone[session',
  accepted: 'commandId offset',
  refused: 'code message commandId? channel?# retryAfterMs?#',
  closed: 'channel# reason',
  goodbye: 'reason retryAfterMs#',
  pong: 'at#',
}

/** What stands in events and frames. */
const valueShapes: Readonly<Record<string, string>> = {
  session: 'agent id',
  row: 'agent id owner parent?:session forkedFrom?:session archivedAt?# title status offset createdAt# updatedAt# approvals# runs# messages# inputTokens# outputTokens# cost#',
  blob: 'blob bytes# mediaType preview?',
  expiry: 'decision answer?*',
  failure: 'code message',
  usage: 'inputTokens# outputTokens# cacheReadTokens# cacheWriteTokens# cost#',
  'part/text': 'part text',
  'part/file': 'part file:blob filename?',
  'part/source': 'part url title?',
  'part/data': 'part name data*',
  'op/add': 'path value*',
  'op/replace': 'path value*',
  'op/test': 'path value*',
  'op/remove': 'path',
}

/** A field as the notation says it: name, question mark, mark, shape. */
type Field = readonly string[]

/** The fields of shapes by name; a name of `constructor` finds nothing in a map. */
const fieldsOf = (shapes: Readonly<Record<string, string>>): ReadonlyMap<string, readonly Field[]> =>
  new Map(
    Object.entries(shapes).map(([shape, text]) => [
      shape,
      Array.from(text.matchAll(/(\w+)(\??)([^\w\s]?)(\S*)/g), found => found.slice(1)),
    ]),
  )

const events = fieldsOf(eventShapes)
const frames = fieldsOf(frameShapes)
const values = fieldsOf(valueShapes)

function hasShape(value: unknown, fields: readonly Field[] | undefined): boolean {
  if (typeof value !== 'object' || value === null || fields === undefined) return false
  for (const field of fields) {
    const item = (value as Record<string, unknown>)[field[0] as string]
    if (item === undefined ? field[1] === '' : !fits(item, field)) return false
  }
  return true
}

function fits(value: unknown, field: Field): boolean {
  const mark = field[2]
  if (mark === '') return isText(value)
  if (mark === '#') return Number.isFinite(value)
  if (mark === '@') return value === null || isOffset(value)
  if (mark === '~') return value === null || isText(value)
  const shape = field[3] as string
  const isObject = (item: unknown) => {
    const { kind, op } = (item ?? {}) as Record<string, unknown>
    return hasShape(item, values.get(shape.endsWith('/') ? `${shape}${kind ?? op}` : shape))
  }
  if (mark === '*') return isBounded(value)
  return mark === ':' ? isObject(value) : Array.isArray(value) && value.every(isObject)
}

const isText = (value: unknown) => typeof value === 'string'

const isOffset = (value: unknown) => isText(value) && offsetPattern.test(value as string)

/** Tells whether a type is known. A type of `constructor` is not. */
export const isEventType = (type: string): type is EventType => events.has(type)

/**
 * Tells whether an event has the shape of a known type, so that it can be folded: its fields are there and of their kind. Lengths, patterns and lists of
 * words are for {@link parseEvent}, which a server asks before it appends; a later revision may have more of them. [F3]
 */
export const isEvent = <T extends EventType>(type: T, event: AnyEvent): event is Event<T> =>
  hasShape(event, events.get(type))

/** The check that is made for each token of a model, which in the general way would cost as much as the fold. Throws at what is no object. */
const isEnvelope = ({ offset, at, actor, event }: Envelope) =>
  isOffset(offset) && Number.isFinite(at) && isText(actor.kind) && isText(actor.id) && isText(event.type)

/** Reads a frame that came from a server, or null when it has not the shape of one. What `parseServerFrame` accepts, it accepts. Never throws. [W6] */
export function readServerFrame(input: unknown): ServerFrame | null {
  try {
    const frame = JSON.parse(input as string) as ServerFrame
    return hasShape(frame, frames.get(frame.type)) &&
      (frame.type !== 'events' || frame.envelopes.every(isEnvelope))
      ? frame
      : null
  } catch {
    return null
  }
}
