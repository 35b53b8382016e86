import type { LanguageModel } from 'ai'

/** A model of the AI SDK, and what the SDK does not know of it. */
export interface AiSdkModel {
  readonly model: LanguageModel
  /** Tokens that it takes; absent means that conversations are never summed up. */
  readonly contextWindow?: number
  /** Whether it can look at images; true when absent. */
  readonly images?: boolean
  /** US dollars per million tokens; absent means that its calls cost nothing. */
  readonly price?: {
    readonly input: number
    readonly output: number
    readonly cacheRead?: number
    readonly cacheWrite?: number
  }
}
