import type { Actor, ErrorCode, Event, Id, Json } from '@sluice/protocol'
import type { View } from '../view.ts'

/** What `decide` may know besides the view and the command. Everything impure is handed in. [F8] */
export interface DecideContext {
  readonly agent: string
  /** Who asks. */
  readonly actor: Actor
  /** Server time in ms at which the events will stand. */
  readonly at: number
  /** Derives an id from the command's principal and id: the same `kind` gives the same id, another command never the same. [E4] */
  readonly id: (kind: string) => Id
  /** From where it came, for answers to approvals. */
  readonly via?: Event<'approval.decided'>['via']
  /** The agent's rules for what clients may do. */
  readonly rules: AgentRules
}

/** What an agent's definition says about commands. */
export interface AgentRules {
  /** Hash of the definition, for `run.started`. [R10] */
  readonly definition?: string
  /** The state document of a new session. */
  readonly initialState?: Json
  /** Whether clients may patch the state; false when absent. */
  readonly clientsPatchState?: boolean
  /** Says what is wrong with a data part that a person sends, or null when it is right. */
  readonly checkData?: (name: string, data: Json) => string | null
  /** Says what is wrong with a page's answer to a call of a tool, or null when it is right. */
  readonly checkAnswer?: (tool: string, answer: Json) => string | null
  /** Says what is wrong with a state document, or null when it is right. */
  readonly checkState?: (state: Json) => string | null
}

/** What comes of a command: events to append, or a refusal. No events means that the command already had its effect. */
export type Decision =
  | { readonly ok: true; readonly events: readonly Event[] }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string }

/** Turns a command into events. */
export type Decide = (
  view: View,
  command: import('@sluice/protocol').Command,
  context: DecideContext,
) => Decision
