import type { Failure, Usage } from '@sluice/protocol'
import { catchUp } from '../run/catchUp.ts'
import type { RunScope } from '../run/types.ts'
import { reachedLimit, timeLeft } from './budget.ts'
import type { Spent } from './createLedger.ts'
import { addUsage } from './usage.ts'

/** What a run, and its session with it, has used by now. */
export function spentBy({ transcript, run, clock }: RunScope): { inRun: Spent; inSession: Spent } {
  const { ledger } = transcript
  const inRun = ledger.run(run, clock.now())
  const session = ledger.session()
  const since = inRun.workedMs - ledger.run(run).workedMs
  return { inRun, inSession: { ...session, workedMs: session.workedMs + since } }
}

/** Says which limit is passed when what a call has used so far is added, or null. [R12] */
export function reachedWith(scope: RunScope, used: Usage): Failure | null {
  const { inRun, inSession } = spentBy(scope)
  const more = (spent: Spent): Spent => ({ ...spent, usage: addUsage(spent.usage, used) })
  return reachedLimit(scope.agent.limits, more(inRun), more(inSession))
}

/** Ends a run when its time of work is over, whatever it does then. Resolves when it did or there is no limit; rejects when the run is over. [R12] */
export async function limitDuration(scope: RunScope): Promise<void> {
  const { limits } = scope.agent
  if (limits.run.durationMs === undefined && limits.session.durationMs === undefined) return
  for (;;) {
    await catchUp(scope)
    const { inRun, inSession } = spentBy(scope)
    const left = timeLeft(limits, inRun, inSession)
    const reached = left <= 0 ? reachedLimit(limits, inRun, inSession) : null
    if (reached !== null) return scope.fail(reached)
    if (scope.transcript.ledger.isWaiting(scope.run))
      // A person may take as long as they like.
      await scope.until(view => Object.values(view.open.approvals).every(({ run }) => run !== scope.run))
    else await scope.sleep(left)
  }
}
