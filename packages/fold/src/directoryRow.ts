import type { DirectoryRow, SessionRef } from '@sluice/protocol'
import { newestRun, runStatus } from './select.ts'
import type { View } from './view.ts'

function sessionStatus(view: View): DirectoryRow['status'] {
  const run = newestRun(view)
  if (run !== null && run.status === 'open') {
    return runStatus(view, run, true) === 'waiting-for-approval' ? 'waiting' : 'running'
  }
  return view.lastOutcome === 'failed' ? 'failed' : 'idle'
}

/** What the directory says of a session whose log folds to this view; null before the session exists. [S9] */
export function directoryRow(ref: SessionRef, view: View): DirectoryRow | null {
  if (view.session === null || view.offset === null) return null
  const { messages, runs, failedRuns, usage } = view.totals
  const { parent, forkedFrom, archivedAt } = view.session
  return {
    agent: ref.agent,
    id: ref.id,
    owner: view.session.owner,
    ...(parent === null ? {} : { parent: { agent: parent.agent, id: parent.id } }),
    ...(forkedFrom === null ? {} : { forkedFrom: { agent: forkedFrom.agent, id: forkedFrom.id } }),
    ...(archivedAt === undefined ? {} : { archivedAt }),
    title: view.session.title ?? '',
    createdAt: view.session.createdAt,
    updatedAt: view.at,
    offset: view.offset,
    status: sessionStatus(view),
    approvals: Object.keys(view.open.approvals).length,
    runs,
    ...(failedRuns === undefined ? {} : { failedRuns }),
    messages,
    inputTokens: usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens,
    outputTokens: usage.outputTokens,
    cost: usage.cost,
  }
}
