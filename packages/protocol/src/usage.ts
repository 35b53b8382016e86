import * as v from 'valibot'
import { count } from './ids.ts'

/** Schema of {@link Usage}. */
export const usage = v.object({
  /** Tokens that were sent and not read from a cache. */
  inputTokens: count,
  outputTokens: count,
  cacheReadTokens: count,
  cacheWriteTokens: count,
  /** In US dollars. */
  cost: v.pipe(v.number(), v.finite(), v.minValue(0)),
})

/** What model calls used. */
export type Usage = v.InferOutput<typeof usage>
