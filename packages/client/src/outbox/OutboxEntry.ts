import type { Command, Id, Offset } from '@sluice/protocol'
import type { Problem } from '../problem.ts'

/** A command that has not been seen to take effect. [C3] */
export interface OutboxEntry {
  readonly commandId: Id
  readonly command: Command
  /** Local time in ms. */
  readonly createdAt: number
  /**
   * `waiting` for the connection or for a message before it, `sent`, `accepted` until the view shows the effect, `refused` until it is retried or
   * discarded, `expired` when it waited too long to be sent unasked.
   */
  readonly status: 'waiting' | 'sent' | 'accepted' | 'refused' | 'expired'
  /** Why it was refused, or why it has to be sent again later. */
  readonly error: Problem | null
  /** It may have reached the server: it cannot be changed any more, and taking it out may come too late. */
  readonly wasSent: boolean
  /** Where it was accepted. */
  readonly offset: Offset | null
}
