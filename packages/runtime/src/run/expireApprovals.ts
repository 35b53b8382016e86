import { type Approval, expireApproval, type View } from '@sluice/fold'
import type { RunScope } from './types.ts'

/** Timers of JavaScript end at 24 of them. */
const DAY_MS = 86_400_000

/**
 * Closes the questions of a run that nobody answered in time, by the clock of the host that holds the run, now and after a restart. Resolves never; rejects
 * when the run is over. [R16]
 */
export async function expireApprovals(scope: RunScope): Promise<never> {
  const next = (view: View): (Approval & { expiresAt: number }) | null =>
    Object.values(view.open.approvals)
      .filter(
        (one): one is Approval & { expiresAt: number } => one.run === scope.run && one.expiresAt !== null,
      )
      .sort((one, other) => one.expiresAt - other.expiresAt)[0] ?? null
  for (;;) {
    await scope.until(view => next(view) !== null)
    const first = next(scope.session.view())
    if (first === null) continue
    const left = first.expiresAt - scope.clock.now()
    if (left > 0) await changeOrTime(scope, Math.min(left, DAY_MS), view => next(view)?.id !== first.id)
    else
      await scope.session.append({ kind: 'host', id: 'host' }, view =>
        expireApproval(view, first.id, scope.clock.now()),
      )
  }
}

async function changeOrTime(
  scope: RunScope,
  delayMs: number,
  isChanged: (view: View) => boolean,
): Promise<void> {
  const time = Promise.withResolvers<void>()
  const cancel = scope.timers.after(delayMs, time.resolve)
  const changed = scope.until(isChanged)
  // Left behind when the time came first; it ends with the next change or with the run.
  changed.catch(() => undefined)
  await Promise.race([time.promise, changed]).finally(cancel)
}
