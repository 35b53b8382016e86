import { noUsage } from '@sluice/fold'
import type { Event, Failure, Id, Usage } from '@sluice/protocol'
import type { StepEnd } from '../harness/Harness.ts'
import { RuntimeError } from '../RuntimeError.ts'
import { safeFailure } from '../text/safeFailure.ts'
import { addUsage } from '../usage/usage.ts'
import { createProviderTrace, type ProviderTrace } from './createProviderTrace.ts'
import { type PreparedStep, prepareStep } from './prepareStep.ts'
import { type Attempt, streamAttempt } from './streamAttempt.ts'
import type { RunScope } from './types.ts'

/** Makes one model call and writes what it says into the log, with attempts again where the provider says that they may succeed. [R5] [R7] */
export async function modelStep(scope: RunScope, interrupted: Id | null): Promise<void> {
  let prepared: PreparedStep
  try {
    prepared = await prepareStep(scope)
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error
    return scope.fail({ code: error.code, message: error.message })
  }
  const { started, request } = prepared
  const trace = createProviderTrace(scope)
  let step = scope.newId('step')
  let replaces = interrupted
  // What attempts that failed and summaries used belongs to the step as well.
  let spent = prepared.usage ?? noUsage
  // The wait that a process that died was in goes on with what is left of it. [R1]
  const left = scope.transcript.delays.of(scope.run)
  const first: Event[] = left === null ? [] : [{ type: 'step.delayed', step, ...left }]
  if ((await scope.append([started(step), ...first])) === null) return
  const leftMs = (left?.until ?? 0) - scope.clock.now()
  if (leftMs > 0) await scope.sleep(leftMs)
  for (let number = (left?.attempt ?? 0) + 1; ; number++) {
    const attempt = await streamAttempt(
      scope,
      { step, replaces },
      { ...request, trace: trace.begin() },
      spent,
    )
    const { end } = attempt
    if (scope.signal.aborted || end === null || end.outcome === 'aborted') return
    spent = addUsage(spent, end.usage)
    if (end.outcome === 'completed') return complete(scope, attempt, { ...end, usage: spent }, trace)
    const error = safeFailure(scope.redactor, end.error)
    const isLast = number >= scope.limits.modelAttempts
    const delayMs = end.retry === null || isLast ? null : delayOf(number, end.retry.afterMs)
    if (delayMs === null) return giveUp(scope, trace, step, error, spent)
    if (delayMs > scope.limits.retryWaitMs)
      return giveUp(scope, trace, step, askedToWait(error, delayMs), spent)
    const waited = scope.sleep(delayMs)
    // Awaited below; until then a stop that rejects it is not an accident.
    waited.catch(() => undefined)
    const delayed = (of: Id): Event => ({
      type: 'step.delayed',
      step: of,
      attempt: number,
      until: scope.clock.now() + delayMs,
      error,
    })
    if (attempt.message === null) await scope.append([delayed(step)])
    else {
      // What was said cannot be taken back, so the next attempt is a step of its own, whose message replaces this one. [R1]
      const next = scope.newId('step')
      const failed = await failedStep(trace, step, error, spent)
      await scope.append([failed, started(next), delayed(next)])
      spent = noUsage
      step = next
      replaces = attempt.message
    }
    await waited
  }
}

/** As long as the provider asks, which is never asked before its time; else a second, doubled with each attempt, at most a minute. */
function delayOf(attempt: number, afterMs: number | null): number {
  return Math.ceil(afterMs ?? Math.min(1000 * 2 ** (attempt - 1), 60_000))
}

function askedToWait({ code, message }: Failure, delayMs: number): Failure {
  const minutes = Math.ceil(delayMs / 60_000)
  return { code, message: `${message} The provider asks to wait for ${minutes} minutes, and a run does not.` }
}

async function complete(
  scope: RunScope,
  attempt: Attempt,
  end: StepEnd & { outcome: 'completed' },
  trace: ProviderTrace,
): Promise<void> {
  if (attempt.message === null) return giveUp(scope, trace, attempt.step, emptyAnswer(end.finish), end.usage)
  const [harness, provider] = await Promise.all([
    scope.session.putBlob(end.message, { mediaType: 'application/json', audience: 'inspectors' }),
    trace.keep(),
  ])
  const settled: Event = {
    type: 'step.settled',
    step: attempt.step,
    outcome: 'completed',
    finish: scope.redactor.beginning(end.finish, 64),
    usage: end.usage,
    harness,
    ...(provider === undefined ? {} : { provider }),
  }
  await scope.append(
    attempt.hasWork
      ? [settled, { type: 'step.started', step: scope.newId('step'), run: scope.run, kind: 'tools' }]
      : [settled],
  )
}

function emptyAnswer(finish: string): Failure {
  return {
    code: 'model-empty',
    message: `The model ended (${finish}) without saying anything, so there is no answer. Send the message again.`,
  }
}

async function failedStep(trace: ProviderTrace, step: Id, error: Failure, usage: Usage): Promise<Event> {
  const provider = await trace.keep()
  return {
    type: 'step.settled',
    step,
    outcome: 'failed',
    error,
    usage,
    ...(provider === undefined ? {} : { provider }),
  }
}

async function giveUp(
  scope: RunScope,
  trace: ProviderTrace,
  step: Id,
  error: Failure,
  usage: Usage,
): Promise<void> {
  await scope.append([await failedStep(trace, step, error, usage)])
  await scope.fail(error)
}
