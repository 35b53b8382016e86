import type { AssistantMessage, AssistantMessageEvent, Usage as PiUsage } from '@earendil-works/pi-ai'
import type { Json, Usage } from '@sluice/protocol'
import { tokensOf } from '../../usage/usage.ts'
import type { StepEnd, StepPart } from '../Harness.ts'
import { modelFailure } from '../modelFailure.ts'

/** What the transport saw of the provider's last answer. */
export interface PiResponse {
  readonly status: number | null
  readonly retryAfterMs: number | null
}

/** Makes parts of Pi's events. `response` is read when a call fails; `retryable` is Pi's own judgement. */
export async function* piParts(
  events: AsyncIterable<AssistantMessageEvent>,
  response: () => PiResponse,
  retryable: (message: AssistantMessage) => boolean,
): AsyncIterable<StepPart> {
  const calls = new Map<number, { named: boolean; held: string; streamed: boolean }>()
  const callDelta = function* (index: number, partial: AssistantMessage, text: string): Iterable<StepPart> {
    const call = calls.get(index) ?? { named: false, held: '', streamed: false }
    calls.set(index, call)
    const block = partial.content[index]
    // Some providers send the name of the tool after the beginning of the call.
    if (!call.named && block?.type === 'toolCall' && block.name !== '') {
      call.named = true
      yield { type: 'called', index, tool: block.name, providerCallId: block.id === '' ? null : block.id }
    }
    call.held += text
    if (!call.named || call.held === '') return
    yield { type: 'delta', index, text: call.held }
    call.streamed = true
    call.held = ''
  }
  let told = 0
  for await (const event of events) {
    if ('delta' in event) {
      const usage = usageOf(event.partial.usage)
      const tokens = tokensOf(usage)
      if (tokens > told) yield { type: 'used', usage }
      told = tokens
    }
    switch (event.type) {
      case 'start':
        break
      case 'text_start':
        yield { type: 'opened', index: event.contentIndex, kind: 'text' }
        break
      case 'thinking_start':
        yield { type: 'opened', index: event.contentIndex, kind: 'reasoning' }
        break
      case 'text_delta':
      case 'thinking_delta':
        yield { type: 'delta', index: event.contentIndex, text: event.delta }
        break
      case 'text_end':
      case 'thinking_end':
        yield { type: 'closed', index: event.contentIndex }
        break
      case 'toolcall_start':
        yield* callDelta(event.contentIndex, event.partial, '')
        break
      case 'toolcall_delta':
        yield* callDelta(event.contentIndex, event.partial, event.delta)
        break
      case 'toolcall_end': {
        yield* callDelta(event.contentIndex, event.partial, '')
        const streamed = calls.get(event.contentIndex)?.streamed ?? false
        yield streamed
          ? { type: 'closed', index: event.contentIndex }
          : { type: 'closed', index: event.contentIndex, arguments: event.toolCall.arguments as Json }
        break
      }
      case 'done':
        yield { type: 'ended', end: completed(event.message) }
        return
      case 'error':
        yield { type: 'ended', end: failed(event.error, response(), retryable(event.error)) }
        return
    }
  }
}

const finishes: Readonly<Record<string, string>> = { stop: 'stop', toolUse: 'tool-calls', length: 'length' }

function completed(message: AssistantMessage): StepEnd {
  const finish = Object.hasOwn(finishes, message.stopReason) ? finishes[message.stopReason] : undefined
  return {
    outcome: 'completed',
    finish: finish ?? message.stopReason,
    usage: usageOf(message.usage),
    message: JSON.stringify(message),
    calls: message.content.flatMap((block, index) => (block.type === 'toolCall' ? [index] : [])),
  }
}

/** Words of the parsers that read a stream: what a provider began to say and then garbled may be whole the next time. */
const GARBLED = /\bJSON\b|unexpected (?:token|end)/i

function failed(message: AssistantMessage, response: PiResponse, retryable: boolean): StepEnd {
  const usage = usageOf(message.usage)
  if (message.stopReason === 'aborted') return { outcome: 'aborted', usage }
  const reason = message.errorMessage ?? ''
  const garbled = response.status === 200 && GARBLED.test(reason)
  const again = retryable || garbled || response.retryAfterMs !== null
  return {
    outcome: 'failed',
    usage,
    retry: again ? { afterMs: response.retryAfterMs } : null,
    error: modelFailure(reason, response.status),
  }
}

/** Pi's usage in the words of the log. */
export function usageOf(usage: PiUsage): Usage {
  const tokens = (value: number) => Math.max(0, Math.round(Number.isFinite(value) ? value : 0))
  return {
    inputTokens: tokens(usage.input),
    outputTokens: tokens(usage.output),
    cacheReadTokens: tokens(usage.cacheRead),
    cacheWriteTokens: tokens(usage.cacheWrite),
    cost: Math.max(0, Number.isFinite(usage.cost.total) ? usage.cost.total : 0),
  }
}
