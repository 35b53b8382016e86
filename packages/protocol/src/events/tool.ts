import * as v from 'valibot'
import { blobRef } from '../blob.ts'
import { failure } from '../failure.ts'
import { count, id, name } from '../ids.ts'
import { json } from '../json.ts'

/** Schema of a {@link ToolOutput}. */
export const toolOutput = v.union([v.object({ json }), v.object({ file: blobRef })])

/** What a tool returned: JSON in place, or a blob when it is large. */
export type ToolOutput = v.InferOutput<typeof toolOutput>

/** How a tool call can end. */
const toolOutcome = v.picklist(['completed', 'failed', 'denied', 'cancelled', 'unknown'])

/** How a tool call ended; `unknown` means that nobody can tell whether its effect happened. */
export type ToolOutcome = v.InferOutput<typeof toolOutcome>

/** Schemas of the events about tool calls. A tool call is a part of its message and has one id as both. */
export const toolEvents = {
  'tool.called': v.object({
    type: v.literal('tool.called'),
    call: id,
    message: id,
    tool: name,
    /** The provider's id of the call. [E4] */
    providerCallId: v.exactOptional(v.pipe(v.string(), v.maxLength(512))),
  }),
  /** The arguments are complete: those given here, else the JSON that was streamed. */
  'tool.ready': v.object({ type: v.literal('tool.ready'), call: id, arguments: v.exactOptional(json) }),
  /** The call's work is done in a page, and any connected one may claim it; said again with the reason when who had claimed it is gone. */
  'tool.offered': v.object({
    type: v.literal('tool.offered'),
    call: id,
    reason: v.exactOptional(v.pipe(v.string(), v.maxLength(1024))),
  }),
  /** Durable before the tool's code runs. Of an offered call it is the claim of a page: the envelope says whose, by its actor and command. [R7] */
  'tool.started': v.object({ type: v.literal('tool.started'), call: id, attempt: count }),
  /** The newest progress replaces the one before. */
  'tool.progressed': v.object({
    type: v.literal('tool.progressed'),
    call: id,
    /** From 0 to 1. */
    fraction: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
    text: v.exactOptional(v.pipe(v.string(), v.maxLength(8192))),
    data: v.exactOptional(json),
  }),
  'tool.settled': v.object({
    type: v.literal('tool.settled'),
    call: id,
    outcome: toolOutcome,
    output: v.exactOptional(toolOutput),
    error: v.exactOptional(failure),
  }),
}
