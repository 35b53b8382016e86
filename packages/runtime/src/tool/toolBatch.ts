import type { View } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import { openCalls } from '../run/openCalls.ts'
import type { RunScope } from '../run/types.ts'
import { runCall } from './runCall.ts'

/** Brings all open calls of a run to their end, each by itself, then settles their step. [R5] */
export async function toolBatch(scope: RunScope): Promise<void> {
  if (toolStep(scope.session.view(), scope.run) === null)
    await scope.append([{ type: 'step.started', step: scope.newId('step'), run: scope.run, kind: 'tools' }])
  const calls = openCalls(scope.session.view(), scope.run)
  const ended = await Promise.allSettled(calls.map(call => runCall(scope, call)))
  if (scope.signal.aborted) return
  const failed = ended.find(result => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  await scope.append(view => {
    const step = toolStep(view, scope.run)
    return step === null ? null : [{ type: 'step.settled', step, outcome: 'completed' }]
  })
}

function toolStep(view: View, run: Id): Id | null {
  const found = Object.values(view.open.steps).find(step => step.run === run && step.kind === 'tools')
  return found?.id ?? null
}
