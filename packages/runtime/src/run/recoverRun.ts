import { get, type Run, type View } from '@sluice/fold'
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
  if (!changed && onlyWaits(view, run)) return
  if (run.recoveries >= scope.limits.recoveries)
    return scope.fail({
      code: 'too-many-recoveries',
      message: `The run was interrupted ${run.recoveries} times and is not taken up again, because it may be the cause. Send a message to start a new one.`,
    })
  await scope.session.append({ kind: 'host', id: 'host' }, head =>
    get(head.open.runs, scope.run) === null
      ? null
      : [
          {
            type: 'run.recovered',
            run: scope.run,
            attempt: run.recoveries + 1,
            reason: changed && run.definition !== null ? `${reason} The agent was changed since.` : reason,
            ...(changed ? { definition } : {}),
          },
        ],
  )
}

function onlyWaits(view: View, run: Run): boolean {
  const asks = Object.values(view.open.approvals).some(approval => approval.run === run.id)
  const calls = Object.values(view.open.parts).filter(
    part => get(view.open.messages, part.message)?.run === run.id,
  )
  return asks && calls.every(part => part.kind === 'tool-call' && part.status === 'awaiting-approval')
}
