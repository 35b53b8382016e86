import type { Id, Json, JsonObject } from '@sluice/protocol'
import { idOf } from './positions.ts'
import type { FlueMessage } from './wire.ts'

/** What Flue says of a message beyond what a view has a place for. */
export interface FlueExtras {
  /** Flue's own id, where ours is another. */
  readonly id?: string
  readonly turnId?: string
  readonly metadata?: JsonObject
  /** Flue's ids of the files of the message, in their order. */
  readonly files?: readonly string[]
}

/** A message that is not part of the talk: a signal, or a word of the runtime. */
export type FlueNote = Omit<FlueMessage, 'id'> & { readonly after: Id | null }

/** The state of a session on Flue, which has none of its own: what it says beyond the talk, by our ids of messages. */
export interface FlueState {
  readonly messages: Readonly<Record<Id, FlueExtras>>
  readonly notes: Readonly<Record<string, FlueNote>>
}

/** Whether a message is part of the talk. */
export const isTalk = ({ role, display }: FlueMessage): boolean =>
  role === 'user' || role === 'assistant' || display === 'visible'

/** Lays metadata over others, key by key. */
export function merge(under: Json, over: Json): Json {
  if (!isRecord(under) || !isRecord(over)) return over
  const merged: Record<string, Json> = { ...under }
  for (const [key, value] of Object.entries(over)) {
    if (key !== '__proto__') merged[key] = merge(merged[key] ?? null, value)
  }
  return merged
}

const isRecord = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The extras of a message, or null when there are none. */
export function extrasOf({ id, turnId, metadata, parts }: FlueMessage): FlueExtras | null {
  const files = parts.flatMap(part => (part.type === 'file' && part.id !== undefined ? [part.id] : []))
  // What is undefined is left out.
  const extras = JSON.parse(
    JSON.stringify({
      id: idOf(id) === id ? undefined : id,
      turnId,
      metadata,
      files: files.length > 0 ? files : undefined,
    }),
  ) as FlueExtras
  return Object.keys(extras).length === 0 ? null : extras
}
