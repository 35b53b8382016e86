import type { Event, Failure, Id, Usage } from '@sluice/protocol'
import type { StepEnd } from '../harness/Harness.ts'
import { RuntimeError } from '../RuntimeError.ts'
import { type PreparedCall, prepareCall } from '../tool/prepareCall.ts'
import { createStepWriter, type StepWriter } from './createStepWriter.ts'
import { type PreparedStep, prepareStep } from './prepareStep.ts'
import type { RunScope } from './types.ts'
import { untilAborted } from './untilAborted.ts'

/** One attempt at a model call, as it is streamed into a message. */
interface Attempt {
  readonly step: Id
  readonly replaces: Id | null
  message: Id | null
  readonly parts: Map<number, AttemptPart>
  readonly calls: Map<number, PreparedCall>
  end: StepEnd | null
}

/** A part of an attempt. One that stays without text never gets into the log. */
interface AttemptPart {
  readonly id: Id
  /** The tool that is called; null for text and reasoning. */
  readonly tool: string | null
  readonly kind: 'text' | 'reasoning'
  isThere: boolean
}

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
  let step = scope.newId('step')
  let replaces = interrupted
  if ((await scope.append([started(step)])) === null) return
  for (let number = 1; ; number++) {
    const attempt: Attempt = { step, replaces, message: null, parts: new Map(), calls: new Map(), end: null }
    const writer = await stream(scope, attempt, request)
    const { end } = attempt
    if (scope.signal.aborted || end === null || end.outcome === 'aborted') return
    if (end.outcome === 'completed')
      return complete(scope, attempt, { ...end, usage: add(end.usage, prepared.usage) })
    await writer.flush()
    if (end.retry === null || number >= scope.limits.modelAttempts)
      return giveUp(scope, step, end.error, end.usage)
    const delayMs = delayOf(number, end.retry.afterMs)
    const waited = scope.sleep(delayMs)
    // Awaited below; until then a stop that rejects it is not an accident.
    waited.catch(() => undefined)
    const delayed = (of: Id): Event => ({
      type: 'step.delayed',
      step: of,
      attempt: number,
      until: scope.clock.now() + delayMs,
      error: end.error,
    })
    if (attempt.message === null) await scope.append([delayed(step)])
    else {
      // What was said cannot be taken back, so the next attempt is a step of its own, whose message replaces this one. [R1]
      const next = scope.newId('step')
      await scope.append([failedStep(step, end.error, end.usage), started(next), delayed(next)])
      step = next
      replaces = attempt.message
    }
    await waited
  }
}

/** A second, doubled with each attempt, unless the provider named a time; never more than a minute. */
function delayOf(attempt: number, afterMs: number | null): number {
  return Math.min(afterMs ?? 1000 * 2 ** (attempt - 1), 60_000)
}

function add(usage: Usage, more: Usage | null): Usage {
  if (more === null) return usage
  return {
    inputTokens: usage.inputTokens + more.inputTokens,
    outputTokens: usage.outputTokens + more.outputTokens,
    cacheReadTokens: usage.cacheReadTokens + more.cacheReadTokens,
    cacheWriteTokens: usage.cacheWriteTokens + more.cacheWriteTokens,
    cost: usage.cost + more.cost,
  }
}

async function stream(
  scope: RunScope,
  attempt: Attempt,
  request: PreparedStep['request'],
): Promise<StepWriter> {
  const failed = new AbortController()
  const writer = createStepWriter(scope, () => failed.abort())
  const signal = AbortSignal.any([scope.signal, failed.signal])
  for await (const part of untilAborted(scope.harness.step({ ...request, signal }), signal)) {
    switch (part.type) {
      case 'opened':
        attempt.parts.set(part.index, {
          id: scope.newId('part'),
          tool: null,
          kind: part.kind,
          isThere: false,
        })
        break
      case 'called': {
        const call = scope.newId('call')
        attempt.parts.set(part.index, { id: call, tool: part.tool, kind: 'text', isThere: true })
        const message = openMessage(scope, attempt, writer)
        writer.event(calledEvent(call, message, part.tool, part.providerCallId))
        break
      }
      case 'delta': {
        const found = attempt.parts.get(part.index)
        if (found === undefined || part.text === '') break
        if (!found.isThere) {
          found.isThere = true
          const message = openMessage(scope, attempt, writer)
          writer.event({ type: 'part.added', message, part: found.id, kind: found.kind })
        }
        writer.text(found.id, part.text)
        break
      }
      case 'closed': {
        const found = attempt.parts.get(part.index)
        if (!found?.isThere) break
        const text = writer.end(found.id)
        if (found.tool === null) writer.event({ type: 'part.settled', part: found.id })
        else {
          const prepared = await prepareCall(scope, found.id, found.tool, part.arguments ?? text)
          attempt.calls.set(part.index, prepared)
          for (const event of prepared.events) writer.event(event)
        }
        break
      }
      case 'ended':
        attempt.end = part.end
        break
    }
  }
  if (failed.signal.aborted) await writer.flush()
  if (!signal.aborted) await closeLeftovers(scope, attempt, writer)
  return writer
}

/** Ends parts that the harness left open, so that nothing that was streamed is lost. */
async function closeLeftovers(scope: RunScope, attempt: Attempt, writer: StepWriter): Promise<void> {
  for (const [index, part] of attempt.parts) {
    if (!part.isThere) continue
    const text = writer.end(part.id)
    if (part.tool === null || attempt.calls.has(index) || attempt.end?.outcome !== 'completed') continue
    const prepared = await prepareCall(scope, part.id, part.tool, text)
    attempt.calls.set(index, prepared)
    for (const event of prepared.events) writer.event(event)
  }
  await writer.flush()
}

function openMessage(scope: RunScope, attempt: Attempt, writer: StepWriter): Id {
  if (attempt.message !== null) return attempt.message
  const message = scope.newId('msg')
  attempt.message = message
  const { step, replaces } = attempt
  writer.event(view => ({
    type: 'message.added',
    message,
    role: 'assistant',
    after: view.head,
    run: scope.run,
    step,
    ...(replaces === null ? {} : { replaces }),
  }))
  return message
}

function calledEvent(call: Id, message: Id, tool: string, providerCallId: string | null): Event {
  // A model may name a tool that does not exist, in characters that the log refuses.
  const name = tool.replace(/[^A-Za-z0-9_.-]/g, '_').slice(0, 64) || 'unnamed'
  return {
    type: 'tool.called',
    call,
    message,
    tool: name,
    ...(providerCallId === null ? {} : { providerCallId: providerCallId.slice(0, 512) }),
  }
}

async function complete(
  scope: RunScope,
  attempt: Attempt,
  end: StepEnd & { outcome: 'completed' },
): Promise<void> {
  if (attempt.message === null) return giveUp(scope, attempt.step, emptyAnswer(end.finish), end.usage)
  const harness = await scope.session.putBlob(end.message, {
    mediaType: 'application/json',
    audience: 'inspectors',
  })
  const settled: Event = {
    type: 'step.settled',
    step: attempt.step,
    outcome: 'completed',
    finish: end.finish.slice(0, 64),
    usage: end.usage,
    harness,
  }
  const work = [...attempt.calls.values()].some(call => call.ready)
  await scope.append(
    work
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

function failedStep(step: Id, error: Failure, usage: Usage): Event {
  return { type: 'step.settled', step, outcome: 'failed', error, usage }
}

async function giveUp(scope: RunScope, step: Id, error: Failure, usage: Usage): Promise<void> {
  await scope.append([failedStep(step, error, usage)])
  await scope.fail(error)
}
