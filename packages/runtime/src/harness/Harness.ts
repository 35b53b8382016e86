import type { Failure, Json, JsonObject, Usage } from '@sluice/protocol'

/**
 * The seam behind which model calls and message formats live. Its unit is one step: one model call, its context in, a stream of parts out.
 * It executes no tools, keeps nothing between two steps, and appends nothing: the log is the runtime's. [R5]
 */
export interface Harness {
  /** Finds the model for an agent's wish (`provider/model`, or null for any). Rejects with a RuntimeError `model-unavailable`. */
  model(wanted: string | null): Promise<ModelChoice>
  /**
   * Makes one model call. The last part is `ended`, and only the last; a failure of the provider or an aborted signal is an end and not
   * an exception.
   */
  step(request: StepRequest): AsyncIterable<StepPart>
  /** Sums up the older turns when they come close to what the model can take; null when they do not. Rejects with `compaction-failed`. */
  compact(request: CompactRequest): Promise<Compacted | null>
}

/** A model that can be called. */
export interface ModelChoice {
  /** `provider/model`. */
  readonly id: string
  /** Whether a provider outside this process answers. */
  readonly real: boolean
}

/** What one model call is given. */
export interface StepRequest {
  /** An id that {@link Harness.model} gave. */
  readonly model: string
  readonly instructions: string
  readonly tools: readonly ToolDeclaration[]
  /** Oldest first. */
  readonly turns: readonly Turn[]
  /** The same for all calls of a session; providers use it to find their cache. */
  readonly cacheKey: string
  readonly signal: AbortSignal
  /** Told of what passes between the harness and the provider, in the provider's words; a harness that has none says nothing. */
  readonly trace?: StepTrace
}

/** Is told what a provider was asked and answered, for whoever may inspect it. Nothing of a step depends on it. [E7] */
export interface StepTrace {
  /** What was sent beside instructions, tools and messages, as the provider names it. */
  asked(parameters: JsonObject): void
  /** An event of the answer as it came. */
  heard(event: Json): void
}

/** A tool as the model is told of it. */
export interface ToolDeclaration {
  readonly name: string
  readonly description: string
  /** JSON schema of the arguments, an object. */
  readonly parameters: JsonObject
}

/** What somebody said. */
export type Turn = UserTurn | AssistantTurn | CutTurn | SummaryTurn

/** A message of a person. */
export interface UserTurn {
  readonly role: 'user'
  readonly at: number
  /** What was written, with the text files that were attached. */
  readonly text: string
  /** Images that were attached. A model that cannot see them is told that they are there. */
  readonly images?: readonly TurnImage[]
}

/** An image as a model is given it. */
export interface TurnImage {
  /** `image/png`, `image/jpeg`, `image/gif` or `image/webp`, by what the bytes are. */
  readonly mediaType: string
  readonly base64: string
}

/** What a model call said, in the harness's own words, and what came of its tool calls, in the order in which it made them. [R8] */
export interface AssistantTurn {
  readonly role: 'assistant'
  readonly at: number
  /** `message` of the {@link StepEnd}, byte for byte. */
  readonly message: string
  readonly results: readonly ToolResult[]
}

/** What a model call had said when it was stopped. */
export interface CutTurn {
  readonly role: 'cut'
  readonly at: number
  readonly text: string
}

/** What stands for the older turns of a conversation; only ever the first. */
export interface SummaryTurn {
  readonly role: 'summary'
  readonly at: number
  /** `message` of {@link Compacted}, byte for byte. */
  readonly message: string
}

/** What {@link Harness.compact} is given. */
export interface CompactRequest {
  readonly model: string
  readonly turns: readonly Turn[]
  /** The time that the summary bears. */
  readonly at: number
  readonly signal: AbortSignal
}

/** A summary of older turns. */
export interface Compacted {
  /** How many of the oldest turns it stands for. */
  readonly covered: number
  /** The harness's own message, to be given back in {@link SummaryTurn}. */
  readonly message: string
  readonly tokensBefore: number
  readonly tokensAfter: number
  readonly usage: Usage
}

/** What the model is told of a tool call. */
export interface ToolResult {
  readonly at: number
  readonly text: string
  readonly failed: boolean
}

/** A piece of a step. `index` tells the parts of one step apart. */
export type StepPart =
  | { readonly type: 'opened'; readonly index: number; readonly kind: 'text' | 'reasoning' }
  | {
      readonly type: 'called'
      readonly index: number
      readonly tool: string
      readonly providerCallId: string | null
    }
  /** More text, reasoning, or JSON of a call's arguments. */
  | { readonly type: 'delta'; readonly index: number; readonly text: string }
  /** A part is complete. `arguments` are a call's, where its provider did not stream them. */
  | { readonly type: 'closed'; readonly index: number; readonly arguments?: Json }
  /** What the call has used so far, where its provider tells while it streams; what counts in the end is what the end says. */
  | { readonly type: 'used'; readonly usage: Usage }
  | { readonly type: 'ended'; readonly end: StepEnd }

/** How a step ended. */
export type StepEnd =
  | {
      readonly outcome: 'completed'
      /** `stop`, `tool-calls`, `length`, or the provider's own word. */
      readonly finish: string
      readonly usage: Usage
      /** The harness's own message, to be given back in {@link AssistantTurn}. */
      readonly message: string
      /** The indexes of the parts that are tool calls, in the order of their results. */
      readonly calls: readonly number[]
    }
  | {
      readonly outcome: 'failed'
      readonly error: Failure
      readonly usage: Usage
      /** Whether the provider says that the same call may succeed later, and after how long. */
      readonly retry: { readonly afterMs: number | null } | null
    }
  | { readonly outcome: 'aborted'; readonly usage: Usage }
