import { get, settleRun, type View } from '@sluice/fold'
import type { Event, Id } from '@sluice/protocol'
import { toolBatch } from '../tool/toolBatch.ts'
import type { Transcript } from '../transcript/createTranscript.ts'
import { reachedLimit } from '../usage/budget.ts'
import { limitDuration, spentBy } from '../usage/limitDuration.ts'
import { catchUp } from './catchUp.ts'
import { expireApprovals } from './expireApprovals.ts'
import { modelStep } from './modelStep.ts'
import { openCalls } from './openCalls.ts'
import type { RunScope } from './types.ts'

/**
 * Carries out a run from wherever its log stands until it is settled, by somebody else included. Every turn of the loop reads from the log
 * what comes next, so a settled step is a checkpoint and continuing after a crash is the same as continuing. [R1]
 */
export async function executeRun(scope: RunScope): Promise<void> {
  limitDuration(scope).catch((cause: unknown) => {
    if (!scope.signal.aborted) scope.report({ message: 'The time of a run could not be limited.', cause })
  })
  expireApprovals(scope).catch((cause: unknown) => {
    if (!scope.signal.aborted) scope.report({ message: 'Questions of a run could not expire.', cause })
  })
  while (!scope.signal.aborted) {
    await catchUp(scope)
    const view = scope.session.view()
    if (get(view.open.runs, scope.run) === null) return
    if (hasToolWork(view, scope.run)) await toolBatch(scope)
    else if (view.open.queue.some(item => item.mode === 'steer')) await joinSteering(scope)
    else {
      const next = nextOf(scope.transcript, scope.run)
      if (next === 'settle') await settle(scope)
      else if (next === 'cut') await failAsCut(scope)
      else {
        const { inRun, inSession } = spentBy(scope)
        const reached = reachedLimit(scope.agent.limits, inRun, inSession)
        if (reached !== null) await scope.fail(reached)
        else await modelStep(scope, next.interrupted)
      }
    }
  }
}

/** Whether calls of a run are open, or the step of a batch that is done. */
function hasToolWork(view: View, run: Id): boolean {
  return (
    Object.values(view.open.steps).some(step => step.run === run && step.kind === 'tools') ||
    openCalls(view, run).length > 0
  )
}

/** What the newest message of the line asks for: another model call, perhaps in the place of an interrupted one, or nothing more. */
function nextOf(transcript: Transcript, run: Id): 'settle' | 'cut' | { readonly interrupted: Id | null } {
  const head = transcript.head()
  if (head === null || head.role === 'user' || head.run !== run) return { interrupted: null }
  if (head.harness === null) return { interrupted: head.id }
  if (head.calls.length > 0) return { interrupted: null }
  return head.finish === 'length' ? 'cut' : 'settle'
}

/** Gives the messages that join at the next step their place in the line. [R4] */
async function joinSteering(scope: RunScope): Promise<void> {
  await scope.append(view => {
    let after = view.head
    return view.open.queue
      .filter(item => item.mode === 'steer')
      .map((item): Event => {
        const added: Event = { type: 'message.added', message: item.id, role: 'user', after }
        after = item.id
        return added
      })
  })
}

async function settle(scope: RunScope): Promise<void> {
  await scope.append(view =>
    // One that came in since the last look joins this run and is not left to the next.
    view.open.queue.some(item => item.mode === 'steer')
      ? null
      : settleRun(view, scope.run, 'completed', { id: scope.newId, rules: scope.agent.rules }),
  )
}

async function failAsCut(scope: RunScope): Promise<void> {
  await scope.fail({
    code: 'model-length',
    message:
      'The answer is not complete, because it reached the most that the model says at once. Ask it to go on.',
  })
}
