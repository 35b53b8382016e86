import type { DirectoryRow } from '@sluice/protocol'
import type { DevtoolsMessages } from '../text/DevtoolsMessages.ts'

/** A session's status in plain words. */
export function describeSession(row: DirectoryRow, messages: DevtoolsMessages): string {
  if (row.approvals > 0) return messages.waitingForApprovals(row.approvals)
  if (row.status === 'idle' && row.runs === 0) return messages.neverRan
  return messages.sessionStatus[row.status]
}
