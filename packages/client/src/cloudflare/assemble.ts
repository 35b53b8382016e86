import type { Draft } from './Draft.ts'
import type { More } from './More.ts'
import type { UiChunk, UiPart } from './wire.ts'

/**
 * Adds a chunk to a message, as the AI SDK's own reader would. A delta of a text that was never begun goes on with the one that is open, or begins one. Null
 * for what is neither text nor reasoning without the rest that there is to know; with it, what is not known changes nothing.
 */
export function assemble(draft: Draft, chunk: UiChunk, more: More): Draft
export function assemble(draft: Draft, chunk: UiChunk, more: More | undefined): Draft | null
export function assemble(draft: Draft, chunk: UiChunk, more: More | undefined): Draft | null {
  const { message, places } = draft
  const { parts } = message
  const { type, id = '', messageId, messageMetadata } = chunk
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

  if (type === 'start-step') return set([...parts, { type: 'step-start' }], {})
  if (type === 'finish-step') return set(parts, {})
  if (!/^(start|finish)$/.test(type)) {
    const other = more ? more.assemble(draft, chunk) : null
    if (other || !more) return other
  }
  if (messageMetadata !== undefined || messageId !== undefined)
    return {
      places,
      message: {
        ...message,
        id: messageId ?? message.id,
        ...(messageMetadata === undefined
          ? {}
          : { metadata: { ...(message.metadata as object), ...(messageMetadata as object) } }),
      },
    }
  return draft
}
