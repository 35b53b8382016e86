import { get, type Run, type View } from '@sluice/fold'
import { reasonToGiveUp } from '../recovery/limits.ts'
import { catchUp } from './catchUp.ts'
import type { RunScope } from './types.ts'

/**
 * Takes up a run that another process lost. Nothing is appended when nothing was lost: the run only waits for a person, and the agent is
 * defined as it was. Resolves when the run can be carried on, or is settled because it was lost too often. [R1] [R3] [R10]
 */
export async function recoverRun(scope: RunScope, reason: string): Promise<void> {
  const view = scope.session.view()
  const run = get(view.open.runs, scope.run)
  if (run === null) return
  const { definition } = scope.agent
  const changed = run.definition !== definition
  const waits = onlyWaits(view, run)
  if (!changed && waits) return
  if (!waits) {
    // The first time there is nothing to count, and a long log need not be read before the run goes on.
    if (run.recoveries > 0) await catchUp(scope)
    const lost = scope.transcript.interruptions.of(scope.run)
    const given = reasonToGiveUp('run', scope.recovery, lost)
    if (given !== null) return scope.fail(given)
  }
  await scope.session.append({ kind: 'host', id: 'host' }, head =>
    get(head.open.runs, scope.run) === null
      ? null
      : [
          {
            type: 'run.recovered',
            run: scope.run,
            // Who waits for a person lost nothing, and pays nothing.
            attempt: run.recoveries + (waits ? 0 : 1),
            reason: changed && run.definition !== null ? `${reason} The agent was changed since.` : reason,
            ...(changed ? { definition } : {}),
          },
        ],
  )
}

function onlyWaits(view: View, run: Run): boolean {
  const asks = Object.values(view.open.approvals).some(approval => approval.run === run.id)
  const parts = Object.values(view.open.parts).filter(
    part => get(view.open.messages, part.message)?.run === run.id,
  )
  // A call that was offered to pages is done there, whatever happens here.
  const waits = parts.every(
    part => part.kind === 'tool-call' && (part.status === 'awaiting-approval' || part.claim !== null),
  )
  return waits && (asks || parts.length > 0)
}
