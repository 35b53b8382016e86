import type { Id, Json, RunOutcome } from '@sluice/protocol'
import type { Draft } from './Draft.ts'
import type { UiMessage } from './wire.ts'

/** A turn of work: what a server does about a person's message, over all the requests that it takes. */
export interface Turn {
  readonly run: Id
  /** The request that is being answered, or was last. */
  readonly request: string
  /** The message of a person that it answers. */
  readonly trigger: string | null
  /** The answer, once it has begun. */
  readonly message: string | null
  readonly status: 'open' | RunOutcome
  readonly error: string | null
  readonly recoveries: number
  /** How it ended, unless what comes within a moment goes on with it. */
  readonly held: RunOutcome | null
}

/** An agent that a tool opened. */
export interface ToolRun {
  readonly runId: string
  readonly agent: string
  readonly toolCallId: string
  readonly input: string
  /** What it said so far. */
  readonly draft: Draft | null
  readonly status: 'open' | RunOutcome
  readonly error: string | null
  /** The place of the last event that was taken over, by which one that comes again is known. */
  readonly seen: number
}

/** All that is to be seen of a session, as its server last said it. */
export interface Scene {
  readonly agent: string
  /** The tool call that opened it, for one that has a parent. */
  readonly parent: { readonly agent: string; readonly id: string; readonly call: Id } | null
  readonly messages: readonly UiMessage[]
  /** The turn that is open, or the last one that was. */
  readonly turn: Turn | null
  /** Nothing is being written: what has no result waits for a page. */
  readonly isQuiet: boolean
  /** Undefined where the agent has none. */
  readonly state: Json | undefined
  readonly runs: readonly ToolRun[]
  /** The commands by which pages claimed calls, by the server's id of the call. */
  readonly claims: Readonly<Record<string, Id>>
}
