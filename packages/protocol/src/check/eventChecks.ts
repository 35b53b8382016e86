import type { AnyEvent, Event, EventType } from '../events/index.ts'
import {
  blobRef,
  type Check,
  count,
  either,
  failure,
  fields,
  fraction,
  id,
  json,
  listOf,
  matching,
  name,
  offset,
  oneOf,
  orNull,
  sessionId,
  text,
  usage,
} from './check.ts'
import { isDelta } from './hotChecks.ts'

const wholePart = either(
  fields({ part: id, kind: oneOf('text'), text: text() }),
  fields({ part: id, kind: oneOf('file'), file: blobRef, 'filename?': text(255) }),
  fields({ part: id, kind: oneOf('source'), url: text(4096), 'title?': text(512) }),
  fields({ part: id, kind: oneOf('data'), name, data: json }),
)
const parts = listOf(wholePart, 100, 1)
const pointer = matching(/^(?=.{0,1024}$)(?:\/(?:[^~/]|~[01])*)*$/s)
const operation = either(
  fields({ op: oneOf('add', 'replace', 'test'), path: pointer, value: json }),
  fields({ op: oneOf('remove'), path: pointer }),
)
const decision = oneOf('approved', 'denied')
const finished = oneOf('completed', 'failed', 'stopped')

/** The check of every known event by its type; a test holds each to its schema. */
const eventChecks: Readonly<Record<EventType, Check>> = {
  'session.created': fields({
    agent: name,
    owner: text(128, 1),
    'title?': text(200),
    'data?': json,
    'state?': json,
    'forkedFrom?': fields({ agent: name, id: sessionId, offset }),
    'parent?': fields({ agent: name, id: sessionId, call: id }),
  }),
  'session.titled': fields({ title: text(200) }),
  'run.started': fields({ run: id, 'trigger?': id, 'definition?': text(64) }),
  'run.recovered': fields({ run: id, attempt: count, reason: text(1024), 'definition?': text(64) }),
  'run.settled': fields({ run: id, outcome: finished, 'error?': failure }),
  'step.started': fields({
    step: id,
    run: id,
    kind: oneOf('model', 'tools'),
    'model?': text(200),
    'context?': blobRef,
  }),
  'step.delayed': fields({ step: id, attempt: count, until: count, error: failure }),
  'step.settled': fields({
    step: id,
    outcome: finished,
    'finish?': text(64),
    'usage?': usage,
    'harness?': blobRef,
    'error?': failure,
  }),
  'message.added': fields({
    message: id,
    role: oneOf('user', 'assistant'),
    after: orNull(id),
    'parts?': parts,
    'run?': id,
    'step?': id,
    'replaces?': id,
  }),
  'message.queued': fields({ message: id, mode: oneOf('queue', 'steer'), parts }),
  'message.edited': fields({ message: id, parts }),
  'message.withdrawn': fields({ message: id }),
  'message.chosen': fields({ message: id }),
  'message.redacted': fields({ message: id }),
  'part.added': fields({ message: id, part: id, kind: oneOf('text', 'reasoning') }),
  'part.attached': fields({ message: id, content: wholePart }),
  'part.delta': isDelta,
  'part.settled': fields({ part: id }),
  'tool.called': fields({ call: id, message: id, tool: name, 'providerCallId?': text(512) }),
  'tool.ready': fields({ call: id, 'arguments?': json }),
  'tool.started': fields({ call: id, attempt: count }),
  'tool.progressed': fields({ call: id, 'fraction?': fraction, 'text?': text(8192), 'data?': json }),
  'tool.settled': fields({
    call: id,
    outcome: oneOf('completed', 'failed', 'denied', 'cancelled', 'unknown'),
    'output?': either(fields({ json }), fields({ file: blobRef })),
    'error?': failure,
  }),
  'approval.requested': fields({
    approval: id,
    run: id,
    'call?': id,
    question: text(4096),
    'expiresAt?': count,
  }),
  'approval.decided': fields({ approval: id, decision, 'reason?': text(4096), 'arguments?': json }),
  'approval.expired': fields({ approval: id }),
  'state.patched': fields({ patch: listOf(operation, 1000, 1) }),
  'context.compacted': fields({
    through: id,
    harness: blobRef,
    'tokensBefore?': count,
    'tokensAfter?': count,
  }),
}

/** Tells whether a type is known. A type of `constructor` is not. */
export const isEventType = (type: string): type is EventType => Object.hasOwn(eventChecks, type)

/** Tells whether an event has the fields of a known type; says the same as the type's schema. [F3] */
export const isEvent = <T extends EventType>(type: T, event: AnyEvent): event is Event<T> =>
  eventChecks[type](event)
