import type { Command, Id, SessionRef } from '@sluice/protocol'

/** What is kept of a command that waits. */
export interface StoredCommand {
  readonly commandId: Id
  readonly command: Command
  /** Local time in ms. */
  readonly createdAt: number
}

/** Keeps the commands of the outbox. Writes are in the order of the calls. [C3] */
export interface OutboxStorage {
  /** The commands of a session, oldest first. */
  load(session: SessionRef): Promise<readonly StoredCommand[]>
  put(session: SessionRef, stored: StoredCommand): Promise<void>
  remove(session: SessionRef, commandId: Id): Promise<void>
}
