import * as v from 'valibot'
import { blobRef } from '../blob.ts'
import { failure } from '../failure.ts'
import { count, id } from '../ids.ts'
import { usage } from '../usage.ts'

/** Schemas of the events about steps. */
export const stepEvents = {
  /** Durable before the request leaves. [R7] */
  'step.started': v.object({
    type: v.literal('step.started'),
    step: id,
    run: id,
    kind: v.picklist(['model', 'tools']),
    model: v.exactOptional(v.pipe(v.string(), v.maxLength(200))),
    /** What the model call is given, for inspectors. [E7] */
    context: v.exactOptional(blobRef),
  }),
  /** A model call failed and will be made again after a wait. */
  'step.delayed': v.object({
    type: v.literal('step.delayed'),
    step: id,
    /** The attempt that failed, from 1. */
    attempt: count,
    /** Server time in ms at which the next attempt starts. */
    until: count,
    error: failure,
  }),
  /** Ends a step. Of a model step it closes the streamed parts of its message; tool calls of the message stay open until they settle. */
  'step.settled': v.object({
    type: v.literal('step.settled'),
    step: id,
    outcome: v.picklist(['completed', 'failed', 'stopped']),
    /** Why the model ended: `stop`, `tool-calls`, `length`, or the provider's own word. */
    finish: v.exactOptional(v.pipe(v.string(), v.maxLength(64))),
    usage: v.exactOptional(usage),
    /** The harness's own message, byte for byte. [R8] */
    harness: v.exactOptional(blobRef),
    /** What the provider was asked beside the context and what it answered, event by event as it came, for inspectors. [E7] */
    provider: v.exactOptional(blobRef),
    error: v.exactOptional(failure),
  }),
}
