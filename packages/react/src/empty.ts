import type { ConnectionView, SessionStatus } from '@sluice/client'

/** What lists are on a server. */
export const emptyList: readonly never[] = []

/** What the state is on a server. */
export const emptyState = {}

/** What a session's status is on a server. */
export const emptyStatus: SessionStatus = {
  phase: 'connecting',
  writer: false,
  error: null,
  staleSince: null,
}

/** What the connection is on a server. */
export const emptyConnection: ConnectionView = {
  status: 'idle',
  attempt: 0,
  nextAttemptAt: null,
  since: 0,
  error: null,
  principal: null,
}
