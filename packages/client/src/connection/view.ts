import type { Problem } from '../problem.ts'

/** What a page may show of the connection. It says nothing of the agent's work. [C2] */
export interface ConnectionView {
  /**
   * `idle` while nothing needs a connection, `connecting` before the first welcome, `online`, `reconnecting` after a drop until the next welcome,
   * `refused` when only a new token or a reload helps, `closed` after `client.close()`.
   */
  readonly status: 'idle' | 'connecting' | 'online' | 'reconnecting' | 'refused' | 'closed'
  /** Attempts since the last success; 0 while online. */
  readonly attempt: number
  /** Local time in ms of the next attempt; null when none is planned. */
  readonly nextAttemptAt: number | null
  /** Local time in ms since when the status has been this one. */
  readonly since: number
  /** Why the last attempt or connection ended, where the server or the token's source said so. */
  readonly error: Problem | null
  /** Who the server says we are; null before the first welcome. */
  readonly principal: string | null
  /** The tenant of that principal; null before the first welcome, and where the server does not say. */
  readonly tenant: string | null
}

/** The connection before anything needs one; as of the beginning of time. */
export const noConnection: ConnectionView = {
  status: 'idle',
  attempt: 0,
  nextAttemptAt: null,
  since: 0,
  error: null,
  principal: null,
  tenant: null,
}
