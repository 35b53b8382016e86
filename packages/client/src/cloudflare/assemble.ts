import type { UiChunk, UiMessage, UiPart } from './wire.ts'

/** A message that is being written, and which of its parts the ids of its stream stand for. */
export interface Draft {
  readonly message: UiMessage
  /** The place of a text by the first letter of its kind and the id of the step. */
  readonly places: Readonly<Record<string, number>>
}

const isTool = ({ type }: UiPart): boolean => type === 'dynamic-tool' || type.startsWith('tool-')

/** The name of the tool that a part is a call of; null for another part. */
export const toolOf = (part: UiPart): string | null =>
  isTool(part) ? (part.toolName ?? part.type.slice('tool-'.length)) : null

/** What the type of a chunk makes of the state of a call; the others say it themselves. */
const states: Readonly<Record<string, string>> = {
  'input-start': 'input-streaming',
  'input-error': 'output-error',
  'approval-request': 'approval-requested',
  'approval-response': 'approval-responded',
}

/** What a chunk says of the call of a tool. */
function callOf(chunk: UiChunk): Partial<UiPart> | null {
  const { type, dynamic, inputTextDelta, approvalId, approved, preliminary = false, ...said } = chunk
  const name = type.slice('tool-'.length)
  const state = states[name] ?? name
  if (!/^(input-[sa]|approval-|output-)/.test(state)) return null
  const approval = approvalId !== undefined && {
    approval: { id: approvalId, ...(approved !== undefined && { approved }) },
  }
  return { ...said, state, preliminary, ...approval }
}

/**
 * Adds a chunk to a message, as the AI SDK's own reader would; what is not known changes nothing. A delta of a text that was never begun goes on with
 * the one that is open, or begins one.
 */
export function assemble(draft: Draft, chunk: UiChunk): Draft {
  const { message, places } = draft
  const { parts } = message
  const { type, id = '', messageMetadata } = chunk
  const set = (next: readonly UiPart[], nextPlaces = places): Draft => ({
    message: { ...message, parts: next },
    places: nextPlaces,
  })

  const text = /^(text|reasoning)-(start|delta|end)$/.exec(type)
  if (text) {
    const [, kind = '', what] = text
    const key = kind + id
    const isOpen = (part: UiPart) => part.type === kind && part.state === 'streaming'
    const at =
      what === 'start'
        ? -1
        : Object.hasOwn(places, key)
          ? (places[key] as number)
          : parts.findLastIndex(isOpen)
    const part: UiPart = parts[at] ?? { type: kind, text: '', state: 'streaming' }
    const next: UiPart = {
      ...part,
      text: (part.text ?? '') + (chunk.delta ?? ''),
      state: what === 'end' ? 'done' : 'streaming',
    }
    return at < 0
      ? set([...parts, next], { ...places, [key]: parts.length })
      : set(parts.with(at, next), { ...places, [key]: at })
  }

  if (chunk.toolCallId !== undefined) {
    const at = parts.findLastIndex(part => part.toolCallId === chunk.toolCallId)
    const { toolCallId, toolName = '', dynamic, inputTextDelta } = chunk
    const part: UiPart = parts[at] ?? {
      type: dynamic ? 'dynamic-tool' : `tool-${toolName}`,
      toolCallId,
      toolName,
      state: 'input-streaming',
    }
    const change = callOf(chunk)
    if (!change && inputTextDelta === undefined) return draft
    const next: UiPart = change
      ? { ...part, ...change }
      : { ...part, inputText: (part.inputText ?? '') + inputTextDelta }
    return set(at < 0 ? [...parts, next] : parts.with(at, next))
  }

  if (type === 'start-step') return set([...parts, { type: 'step-start' }], {})
  if (type === 'reset-step')
    return set(parts.slice(0, parts.findLastIndex(part => part.type === 'step-start') + 1), {})
  if (type === 'finish-step') return set(parts, {})
  if (type.startsWith('data-')) {
    if (chunk.transient) return draft
    const at = chunk.id === undefined ? -1 : parts.findIndex(part => part.type === type && part.id === id)
    return set(at < 0 ? [...parts, chunk] : parts.with(at, chunk))
  }
  if (/^(source-|file$|reasoning-file$|custom$)/.test(type)) return set([...parts, chunk])
  if (messageMetadata !== undefined || chunk.messageId !== undefined)
    return {
      places,
      message: {
        ...message,
        id: chunk.messageId ?? message.id,
        ...(messageMetadata === undefined
          ? {}
          : { metadata: { ...(message.metadata as object), ...(messageMetadata as object) } }),
      },
    }
  return draft
}
