import type { UiChunk, UiMessage, UiPart } from '../wire.ts'
import type { ChannelChunk, ChannelPart } from './wire.ts'

const typeOf = ({ type, name = '', toolName = '', dynamic }: ChannelPart): string =>
  type === 'data' ? `data-${name}` : type === 'tool' ? (dynamic ? 'dynamic-tool' : `tool-${toolName}`) : type

/** A message of a Web Channel in the shape of the AI SDK. */
export const uiMessageOf = (message: UiMessage): UiMessage => ({
  ...message,
  parts: message.parts.map(part => ({ ...part, type: typeOf(part as ChannelPart) })),
})

/** A piece of a response in the shape of the AI SDK. */
export function uiChunkOf(chunk: ChannelChunk): UiChunk {
  const { type, delta, metadata } = chunk
  if (type === 'tool-input-delta') {
    const { delta: _, ...rest } = chunk
    return { ...rest, inputTextDelta: delta ?? '' } as UiChunk
  }
  if (type === 'metadata') return { type: 'finish', messageMetadata: metadata ?? null }
  return { ...chunk, type: typeOf(chunk) } as UiChunk
}

/** A message of a person in the shape of a Web Channel, which takes text, files and data of one. */
export const channelMessageOf = ({ parts, ...message }: UiMessage) => ({
  ...message,
  role: 'user',
  parts: parts.flatMap((part: UiPart) => {
    if (part.type === 'text' || part.type === 'file') return [part]
    if (!part.type.startsWith('data-')) return []
    const { type, data = null, id } = part
    return [{ type: 'data', name: type.slice('data-'.length), data, ...(id === undefined ? {} : { id }) }]
  }),
})
