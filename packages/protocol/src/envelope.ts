import * as v from 'valibot'
import { actor } from './actor.ts'
import { type AnyEvent, type EventType, eventSchemas } from './events/index.ts'
import { count, id } from './ids.ts'
import { offset } from './offset.ts'
import type { Result } from './result.ts'

/** Schema of an event of any type: at most 64 characters of `[A-Za-z0-9_.-]` in `type`, anything else beside it. */
export const anyEvent = v.custom<AnyEvent>(
  value =>
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    /^[A-Za-z0-9_.-]{1,64}$/.test(value.type),
  'not an event',
)

/** Schema of an {@link Envelope}. */
export const envelope = v.object({
  offset,
  /** The server's clock in ms; never smaller than that of the envelope before. */
  at: count,
  actor,
  /** The command that caused the event. */
  commandId: v.exactOptional(id),
  /** A reader who does not know the event's type must not fold on. [E3] */
  must: v.exactOptional(v.literal(true)),
  event: anyEvent,
})

/** One entry of a log. */
export type Envelope = v.InferOutput<typeof envelope>

/** Checks an envelope from outside. Never throws; the event's own fields are the fold's to check. [F3] */
export function parseEnvelope(input: unknown): Result<Envelope> {
  const result = v.safeParse(envelope, input, { abortEarly: true })
  return result.success
    ? { ok: true, value: result.output }
    : { ok: false, reason: describeIssue('envelope', result.issues[0]) }
}

/**
 * Checks an event before it is appended: one of a known type has to be what its schema says; of another type, anything is accepted. Never throws. [E3]
 */
export function parseEvent(input: AnyEvent): Result<AnyEvent> {
  const schema = Object.hasOwn(eventSchemas, input.type) ? eventSchemas[input.type as EventType] : anyEvent
  const result = v.safeParse(schema, input, { abortEarly: true })
  return result.success
    ? { ok: true, value: input }
    : { ok: false, reason: describeIssue(`event ${input.type}`, result.issues[0]) }
}

/** Says in a sentence where an input is not what a schema asks for. */
export function describeIssue(what: string, issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue)
  return `Not a valid ${what}${path === null ? '' : ` at ${path}`}: ${issue.message}`
}
