import type { Json } from '@sluice/protocol'
import type { SessionKey } from '@sluice/server'

/** A session as instructions are made for it. */
export interface InstructedSession {
  readonly key: SessionKey
  readonly owner: string
  readonly title: string | null
  /** What the application gave the session when it was created. */
  readonly data: Json
  /** The shared state at the head of the log. */
  readonly state: Json
  /** In ms, by the clock of the host. */
  readonly now: number
}

/** What a model is told before anything else: a text, or what makes one for a session before each model call. */
export type Instructions = string | ((session: InstructedSession) => string | Promise<string>)
