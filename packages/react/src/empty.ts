import type { SessionStatus } from '@sluice/client'

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
