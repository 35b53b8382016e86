import type { Command, Id, SessionRef } from '@sluice/protocol'
import type { Problem } from '../problem.ts'

/** What is kept of a command that waits. */
export interface StoredCommand {
  readonly commandId: Id
  readonly command: Command
  /** Local time in ms. */
  readonly createdAt: number
  /** It may have reached the server, so that it cannot be changed any more. */
  readonly wasSent?: boolean
  /** Why the server has refused it: it waits for a person's word. */
  readonly refused?: Problem
  /** Whose it is; one without is of whoever asks first. [C11] */
  readonly person?: string
}

/** Keeps the commands of the outbox. Writes are in the order of the calls. [C3] */
export interface OutboxStorage {
  /** The commands of a person to a session that no other page sends, oldest first; where null does not say whose, of who was there last. */
  load(session: SessionRef, person?: string | null): Promise<readonly StoredCommand[]>
  /** Keeps a command, in the place of the one with its id. */
  put(session: SessionRef, stored: StoredCommand): Promise<void>
  remove(session: SessionRef, commandId: Id): Promise<void>
  /** Calls back, from now on, when somebody who sent commands has ended, so that loading again may bring some. Not there where nobody else can. */
  onOrphans?(listener: () => void): void
}
