import * as v from 'valibot'

/** Schema of a {@link Failure}. */
export const failure = v.object({
  /** A code of the agent, the tool or the provider; `[a-z0-9-]`. */
  code: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/)),
  /** What happened and what to do, for a person. */
  message: v.pipe(v.string(), v.maxLength(8192)),
})

/** Why a run, a step or a tool call failed. */
export type Failure = v.InferOutput<typeof failure>
