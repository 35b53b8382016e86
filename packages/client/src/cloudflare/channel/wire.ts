import type { Json } from '@sluice/protocol'
import type { UiMessage } from '../wire.ts'

/** How a turn ended, in the words of a Web Channel. */
export type ChannelOutcome = 'completed' | 'failed' | 'aborted' | 'awaiting-input'

/** A turn of a conversation. */
export interface ChannelTurn {
  readonly turnId: string
  /** The event that began it; who sends through us gives a message and its event the same id. */
  readonly startedBy: string
  readonly status: 'queued' | 'running' | 'settled'
  readonly responseId?: string
  /** The message that the response goes on with. */
  readonly extends?: string
  readonly outcome?: ChannelOutcome
  readonly messageIds?: readonly string[]
  readonly error?: string
}

/** A part of a message as a Web Channel keeps it: as in the AI SDK, but the names of tools and data stand beside the type. */
export interface ChannelPart {
  readonly type: string
  readonly name?: string
  readonly toolName?: string
  readonly dynamic?: boolean
}

/** A piece of a response. */
export interface ChannelChunk extends ChannelPart {
  readonly delta?: string
  readonly metadata?: Json
}

/** A frame of a Web Channel. Every field but `type` may be missing. */
export interface ChannelFrame {
  readonly type: string
  readonly conversationId?: string
  readonly messages?: readonly UiMessage[]
  readonly turns?: readonly ChannelTurn[]
  readonly turn?: ChannelTurn
  readonly responseId?: string
  /** The place of the first of the chunks. */
  readonly from?: number
  readonly chunks?: readonly ChannelChunk[]
  readonly state?: string
  readonly eventId?: string
  readonly error?: string
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isTurn = (value: unknown): boolean =>
  isObject(value) && ['turnId', 'startedBy', 'status'].every(key => typeof value[key] === 'string')

const isChunk = (value: unknown): boolean => isObject(value) && typeof value.type === 'string'

const isEach = (value: unknown, isIt: (each: unknown) => boolean): boolean =>
  value === undefined || (Array.isArray(value) && value.every(isIt))

/** The frame, if its fields are what they should be; otherwise null. Its messages were looked at before. */
export function readChannelFrame(frame: { readonly type: string }): ChannelFrame | null {
  const { turns, turn, chunks } = frame as Record<string, unknown>
  const isWhole = isEach(turns, isTurn) && isEach(turn && [turn], isTurn) && isEach(chunks, isChunk)
  return isWhole ? (frame as ChannelFrame) : null
}
