import type { Draft } from '../Draft.ts'
import type { UiChunk, UiPart } from '../wire.ts'

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

/** Adds a chunk of a tool call, of data, of a source or a file to a message; null where it is of none of them. */
export function assembleMore(draft: Draft, chunk: UiChunk): Draft | null {
  const { message, places } = draft
  const { parts } = message
  const { type, id } = chunk
  const set = (next: readonly UiPart[], nextPlaces = places): Draft => ({
    message: { ...message, parts: next },
    places: nextPlaces,
  })

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

  if (type === 'reset-step')
    return set(parts.slice(0, parts.findLastIndex(part => part.type === 'step-start') + 1), {})
  if (type.startsWith('data-')) {
    if (chunk.transient) return draft
    const at = id === undefined ? -1 : parts.findIndex(part => part.type === type && part.id === id)
    return set(at < 0 ? [...parts, chunk] : parts.with(at, chunk))
  }
  return /^(source-|file$|reasoning-file$|custom$)/.test(type) ? set([...parts, chunk]) : null
}
