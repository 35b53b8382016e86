import type { Command, Failure, Id, Json, PartInput, Patch, Usage } from '@sluice/protocol'

/** A part of what a model said. */
export type RecordedPart =
  | { readonly kind: 'text' | 'reasoning'; readonly text: string }
  | { readonly kind: 'call'; readonly tool: string; readonly text: string; readonly arguments: Json | null }

/** One model call, as far as it came to an end. */
export interface RecordedStep {
  readonly parts: readonly RecordedPart[]
  readonly outcome: 'completed' | 'failed' | 'stopped'
  readonly finish: string
  readonly usage: Usage
  readonly error: Failure | null
}

/** What a tool's code came to. */
export interface RecordedCall {
  readonly tool: string
  readonly arguments: Json
  readonly outcome: string
  readonly output: unknown
  readonly error: Failure | null
  /** What it wrote into the shared state while it ran. */
  readonly patches: readonly Patch[]
}

/** What a person did. */
export type RecordedInput =
  | { readonly type: 'say'; readonly parts: readonly PartInput[]; readonly mode: 'queue' | 'steer' | null }
  | {
      readonly type: 'decide'
      readonly question: string
      readonly decision: Omit<Command<'approval.decide'>, 'type' | 'approval'>
    }
  | { readonly type: 'patch'; readonly patch: Patch }
  | { readonly type: 'stop' }

/** A recorded session, taken apart. */
export interface Recording {
  readonly steps: readonly RecordedStep[]
  readonly calls: readonly RecordedCall[]
  /** Each with how many model calls had begun before it, and whether a run was open then. */
  readonly inputs: readonly {
    readonly input: RecordedInput
    readonly steps: number
    readonly inRun: boolean
  }[]
  /** By id, for who looks a call up. */
  readonly tools: ReadonlyMap<Id, string>
}
