import type { Json, Result } from '@sluice/protocol'
import * as v from 'valibot'

const count = v.pipe(v.number(), v.minValue(0))

const givenMessage = v.object({
  message: v.string(),
  role: v.picklist(['user', 'assistant', 'cut']),
  length: v.optional(count, 0),
  results: v.optional(v.array(count), []),
  images: v.optional(count, 0),
})

const givenContext = v.object({
  model: v.string(),
  instructions: v.string(),
  tools: v.array(
    v.object({
      name: v.string(),
      description: v.optional(v.string(), ''),
      parameters: v.optional(v.unknown()),
    }),
  ),
  /** The summary of older messages, by the last of them. */
  summary: v.optional(v.nullable(v.object({ through: v.string() })), null),
  messages: v.array(givenMessage),
})

/** What a model call was given; messages by reference, each with how much of it was told. [E7] */
export type GivenContext = v.InferOutput<typeof givenContext>

/** A message as a model call was given it. */
export type GivenMessage = GivenContext['messages'][number]

const providerTrace = v.object({
  attempts: v.array(
    v.object({
      parameters: v.nullable(v.record(v.string(), v.unknown())),
      events: v.array(v.object({ at: v.number(), event: v.unknown() })),
      leftOut: v.optional(count, 0),
      leftOutAfter: v.optional(count, 0),
    }),
  ),
})

/** What passed between a harness and a provider, one attempt after the other. [E7] */
export type ProviderAttempts = v.InferOutput<typeof providerTrace>['attempts']

function read<T>(schema: v.GenericSchema<unknown, T>, text: string): Result<T> {
  try {
    const parsed = v.safeParse(schema, JSON.parse(text) as Json)
    if (parsed.success) return { ok: true, value: parsed.output }
    const [issue] = parsed.issues
    return { ok: false, reason: `${v.getDotPath(issue) ?? 'The content'}: ${issue.message}` }
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) }
  }
}

/** Reads the blob that `step.started` names. */
export const readContext = (text: string): Result<GivenContext> => read(givenContext, text)

/** Reads the blob that `step.settled` names as `provider`. */
export function readAttempts(text: string): Result<ProviderAttempts> {
  const trace = read(providerTrace, text)
  return trace.ok ? { ok: true, value: trace.value.attempts } : trace
}
