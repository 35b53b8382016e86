import { noUsage } from '@sluice/fold'
import type { Json, Usage } from '@sluice/protocol'
import type { AssistantModelMessage } from 'ai'
import { APICallError, type LanguageModelUsage, type StreamTextResult, type ToolSet } from 'ai'
import { RuntimeError } from '../../RuntimeError.ts'
import type { StepEnd, StepPart, StepTrace } from '../Harness.ts'
import { modelFailure, retryAfterMs } from '../modelFailure.ts'
import { writeOwn } from '../ownMessage.ts'
import { parametersOf } from '../tracedAnswer.ts'
import type { AiSdkModel } from './AiSdkModel.ts'
import { AI_SDK } from './modelMessages.ts'

type Result = Pick<StreamTextResult<ToolSet, never, never>, 'stream' | 'responseMessages'>

interface Call {
  readonly index: number
  isClosed: boolean
  isStreamed: boolean
}

/** Makes parts of what one call of `streamText` streams. Throws what the SDK throws. */
export async function* stepParts(
  result: Result,
  price: AiSdkModel['price'],
  trace?: StepTrace,
): AsyncIterable<StepPart> {
  const indexes = new Map<string, number>()
  const calls = new Map<string, Call>()
  let count = 0
  for await (const part of result.stream) {
    switch (part.type) {
      case 'start-step':
        trace?.asked(parametersOf(bodyOf(part.request.body)))
        break
      case 'raw':
        trace?.heard(JSON.parse(JSON.stringify(part.rawValue ?? null)) as Json)
        break
      case 'text-start':
      case 'reasoning-start': {
        const index = count++
        indexes.set(`${part.type === 'text-start' ? 'text' : 'reasoning'} ${part.id}`, index)
        yield { type: 'opened', index, kind: part.type === 'text-start' ? 'text' : 'reasoning' }
        break
      }
      case 'text-delta':
      case 'reasoning-delta': {
        const index = indexes.get(`${part.type === 'text-delta' ? 'text' : 'reasoning'} ${part.id}`)
        if (index !== undefined) yield { type: 'delta', index, text: part.text }
        break
      }
      case 'text-end':
      case 'reasoning-end': {
        const index = indexes.get(`${part.type === 'text-end' ? 'text' : 'reasoning'} ${part.id}`)
        if (index !== undefined) yield { type: 'closed', index }
        break
      }
      case 'tool-input-start': {
        if (part.providerExecuted === true) break
        const index = count++
        calls.set(part.id, { index, isClosed: false, isStreamed: false })
        yield { type: 'called', index, tool: part.toolName, providerCallId: part.id }
        break
      }
      case 'tool-input-delta': {
        const call = calls.get(part.id)
        if (call === undefined) break
        call.isStreamed = true
        yield { type: 'delta', index: call.index, text: part.delta }
        break
      }
      case 'tool-input-end': {
        const call = calls.get(part.id)
        if (call?.isStreamed !== true) break
        call.isClosed = true
        yield { type: 'closed', index: call.index }
        break
      }
      case 'tool-call': {
        if (part.providerExecuted === true) break
        const known = calls.get(part.toolCallId)
        const call = known ?? { index: count++, isClosed: false, isStreamed: false }
        calls.set(part.toolCallId, call)
        if (known === undefined)
          yield { type: 'called', index: call.index, tool: part.toolName, providerCallId: part.toolCallId }
        if (!call.isClosed) yield { type: 'closed', index: call.index, arguments: part.input as Json }
        call.isClosed = true
        break
      }
      case 'abort':
        yield { type: 'ended', end: { outcome: 'aborted', usage: noUsage } }
        return
      case 'error':
        if (APICallError.isInstance(part.error)) trace?.heard(refusalOf(part.error))
        yield { type: 'ended', end: endedByError(part.error, false) }
        return
      case 'finish': {
        const said = (await result.responseMessages).find(message => message.role === 'assistant')
        const finish =
          part.rawFinishReason !== undefined && part.finishReason === 'other'
            ? part.rawFinishReason
            : part.finishReason
        yield { type: 'ended', end: completed(said, calls, finish, usageOf(part.totalUsage, price)) }
        return
      }
    }
  }
}

/** The body of a request, which some providers of the SDK give as text. */
function bodyOf(body: unknown): unknown {
  try {
    return typeof body === 'string' ? JSON.parse(body) : body
  } catch {
    // A form is no JSON; then nothing is known of its fields.
    return null
  }
}

/** What a provider said instead of streaming. */
function refusalOf({ statusCode, responseBody }: APICallError): Json {
  return { status: statusCode ?? null, body: responseBody ?? null }
}

function completed(
  said: AssistantModelMessage | undefined,
  calls: ReadonlyMap<string, Call>,
  finish: string,
  usage: Usage,
): StepEnd {
  const message = inOrderOf(calls, said ?? { role: 'assistant', content: [] })
  return {
    outcome: 'completed',
    finish,
    usage,
    message: writeOwn(AI_SDK, message),
    calls: [...calls.values()].map(call => call.index),
  }
}

/** The message with its calls in the order in which they began, which is that of their results; the SDK has that in which they ended. [R8] */
function inOrderOf(calls: ReadonlyMap<string, Call>, message: AssistantModelMessage): AssistantModelMessage {
  const { content } = message
  if (typeof content === 'string') return message
  const place = (id: string) => calls.get(id)?.index ?? Number.POSITIVE_INFINITY
  const isOurs = (part: (typeof content)[number]) => part.type === 'tool-call' && calls.has(part.toolCallId)
  const sorted = content
    .filter(part => part.type === 'tool-call')
    .filter(isOurs)
    .sort((a, b) => place(a.toolCallId) - place(b.toolCallId))
  let next = 0
  return { ...message, content: content.map(part => (isOurs(part) ? (sorted[next++] ?? part) : part)) }
}

/** How a step ended that threw. What was never said to be final may succeed later: a cut connection, a garbled stream. */
export function endedByError(error: unknown, aborted: boolean): StepEnd {
  if (aborted) return { outcome: 'aborted', usage: noUsage }
  if (error instanceof RuntimeError) {
    const { code, message } = error
    return { outcome: 'failed', error: { code, message }, usage: noUsage, retry: null }
  }
  const facts = factsOf(error)
  const headers = new Headers(facts.responseHeaders)
  const retry = facts.isRetryable ? { afterMs: retryAfterMs(headers) } : null
  return { outcome: 'failed', error: modelFailure(facts.message, facts.statusCode), usage: noUsage, retry }
}

interface Facts {
  readonly message: string
  readonly statusCode: number | null
  readonly isRetryable: boolean
  readonly responseHeaders: Record<string, string>
}

function factsOf(error: unknown): Facts {
  const message = error instanceof Error ? error.message : String(error)
  if (APICallError.isInstance(error)) {
    const { statusCode = null, isRetryable, responseHeaders = {} } = error
    // The words of the provider, where it was given no message that the SDK understood.
    const words = error.responseBody === undefined || message !== '' ? message : error.responseBody
    return { message: words, statusCode, isRetryable, responseHeaders }
  }
  const { statusCode, isRetryable } = error as { statusCode?: unknown; isRetryable?: unknown }
  return {
    message,
    statusCode: typeof statusCode === 'number' ? statusCode : null,
    isRetryable: typeof isRetryable === 'boolean' ? isRetryable : true,
    responseHeaders: {},
  }
}

/** The SDK's usage in the words of the log. */
export function usageOf(usage: LanguageModelUsage, price: AiSdkModel['price']): Usage {
  const tokens = (value: number | undefined) =>
    value !== undefined && Number.isFinite(value) ? Math.max(0, Math.round(value)) : 0
  const { inputTokenDetails: details } = usage
  const cacheReadTokens = tokens(details.cacheReadTokens)
  const cacheWriteTokens = tokens(details.cacheWriteTokens)
  const all = tokens(usage.inputTokens)
  const inputTokens =
    details.noCacheTokens === undefined
      ? Math.max(0, all - cacheReadTokens - cacheWriteTokens)
      : tokens(details.noCacheTokens)
  const outputTokens = tokens(usage.outputTokens)
  const { input = 0, output = 0, cacheRead = input, cacheWrite = input } = price ?? {}
  const dollars =
    inputTokens * input + outputTokens * output + cacheReadTokens * cacheRead + cacheWriteTokens * cacheWrite
  return { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, cost: dollars / 1_000_000 }
}
