import { noUsage } from '@sluice/fold'
import type { Event, Failure, Id, Usage } from '@sluice/protocol'
import type { StepEnd, StepPart } from '../harness/Harness.ts'
import { type PreparedCall, prepareCall } from '../tool/prepareCall.ts'
import { reachedWith } from '../usage/limitDuration.ts'
import { addUsage } from '../usage/usage.ts'
import { createSilence } from './createSilence.ts'
import { createStepWriter, type StepWriter } from './createStepWriter.ts'
import type { PreparedStep } from './prepareStep.ts'
import type { RunScope } from './types.ts'
import { untilAborted } from './untilAborted.ts'

/** One attempt at a model call, as it was streamed into a message. */
export interface Attempt {
  readonly step: Id
  readonly replaces: Id | null
  /** The message that holds what was said; null when nothing was. */
  readonly message: Id | null
  /** Whether one of its calls can go on. */
  readonly hasWork: boolean
  /** How it ended; null when the run did first. */
  readonly end: StepEnd | null
}

interface Streaming {
  readonly step: Id
  readonly replaces: Id | null
  message: Id | null
  readonly parts: Map<number, StreamingPart>
  readonly calls: Map<number, PreparedCall>
  end: StepEnd | null
}

/** A part of an attempt. One that stays without text never gets into the log. */
interface StreamingPart {
  readonly id: Id
  /** The tool that is called; null for text and reasoning. */
  readonly tool: string | null
  readonly kind: 'text' | 'reasoning'
  isThere: boolean
}

/** Makes one attempt at a model call and writes what it says into the log. Resolves when all of it is durable or the run is over. [R5] */
export async function streamAttempt(
  scope: RunScope,
  at: { readonly step: Id; readonly replaces: Id | null },
  request: PreparedStep['request'],
  /** What the step has used before this attempt. */
  spent: Usage,
): Promise<Attempt> {
  const attempt: Streaming = { ...at, message: null, parts: new Map(), calls: new Map(), end: null }
  const { step } = at
  const unwritten = new AbortController()
  const enough = new AbortController()
  const silence = createSilence(scope, scope.limits.silenceLimitMs)
  const writer = createStepWriter(scope, () => unwritten.abort())
  const signal = AbortSignal.any([scope.signal, unwritten.signal, silence.signal, enough.signal])
  try {
    for await (const part of untilAborted(scope.harness.step({ ...request, signal }), signal)) {
      silence.heard()
      if (part.type === 'used') {
        attempt.end = spend(scope, step, spent, part.usage)
        if (attempt.end !== null) enough.abort()
      } else await take(scope, attempt, writer, part)
    }
  } finally {
    silence.end()
  }
  if (unwritten.signal.aborted) await writer.flush()
  if (!scope.signal.aborted) {
    if (silence.signal.aborted) attempt.end = failedEnd(tooSilent(scope.limits.silenceLimitMs), true)
    // A harness that breaks its promise must not make the run go round for ever.
    attempt.end ??= failedEnd(unended, false)
    await closeLeftovers(scope, attempt, writer)
  }
  const { replaces, message, end } = attempt
  return { step, replaces, message, end, hasWork: [...attempt.calls.values()].some(call => call.ready) }
}

/** Notes what a call has used so far; how it ends when that passes a limit. [R12] */
function spend(scope: RunScope, step: Id, before: Usage, usage: Usage): StepEnd | null {
  const all = addUsage(before, usage)
  scope.used(step, all)
  const reached = reachedWith(scope, all)
  return reached === null ? null : { outcome: 'failed', error: reached, usage, retry: null }
}

async function take(
  scope: RunScope,
  attempt: Streaming,
  writer: StepWriter,
  part: Exclude<StepPart, { type: 'used' }>,
): Promise<void> {
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
      writer.event(calledEvent(scope, call, message, part.tool, part.providerCallId))
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
      else await prepare(scope, attempt, writer, part.index, found.id, found.tool, part.arguments ?? text)
      break
    }
    case 'ended':
      attempt.end = part.end
      break
  }
}

async function prepare(
  scope: RunScope,
  attempt: Streaming,
  writer: StepWriter,
  index: number,
  ...[call, tool, given]: [Id, string, Parameters<typeof prepareCall>[3]]
): Promise<void> {
  const prepared = await prepareCall(scope, call, tool, given)
  attempt.calls.set(index, prepared)
  for (const event of prepared.events) writer.event(event)
}

/** Ends parts that the harness left open, so that nothing that was said is lost. */
async function closeLeftovers(scope: RunScope, attempt: Streaming, writer: StepWriter): Promise<void> {
  for (const [index, part] of attempt.parts) {
    // What was held back of a text that broke off may be most of a secret, and stays unsaid. [E6]
    if (!part.isThere || attempt.end?.outcome !== 'completed') continue
    const text = writer.end(part.id)
    if (part.tool === null || attempt.calls.has(index)) continue
    await prepare(scope, attempt, writer, index, part.id, part.tool, text)
  }
  await writer.flush()
}

function openMessage(scope: RunScope, attempt: Streaming, writer: StepWriter): Id {
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

function calledEvent(
  { redactor }: RunScope,
  call: Id,
  message: Id,
  tool: string,
  providerCallId: string | null,
): Event {
  // A model may name a tool that does not exist, in characters that the log refuses, or with a secret in it.
  const name =
    redactor
      .text(tool)
      .replace(/[^A-Za-z0-9_.-]/g, '_')
      .slice(0, 64) || 'unnamed'
  return {
    type: 'tool.called',
    call,
    message,
    tool: name,
    ...(providerCallId === null ? {} : { providerCallId: redactor.beginning(providerCallId, 512) }),
  }
}

function failedEnd(error: Failure, isTriedAgain: boolean): StepEnd {
  return { outcome: 'failed', error, usage: noUsage, retry: isTriedAgain ? { afterMs: null } : null }
}

function tooSilent(limitMs: number): Failure {
  return {
    code: 'model-silent',
    message: `The model provider sent nothing for ${limitMs / 1000} s, so the call was given up and there is no complete answer. Send the message again.`,
  }
}

const unended: Failure = {
  code: 'model-failed',
  message:
    'The model call stopped without saying how it ended, so there is no complete answer. This is a fault of the harness.',
}
