import type { Commands } from '../session/createCommands.ts'
import type { Session } from '../session/createSession.ts'

/** A session that is in memory for as long as it is held. */
export interface Held {
  readonly session: Session
  readonly commands: Commands
  /** Lets go, once. */
  release(): void
}
