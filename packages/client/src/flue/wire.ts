import type { Json, JsonObject } from '@sluice/protocol'
import type { Position } from './positions.ts'

/** A part of one of Flue's messages, as far as it is looked at. */
export interface FluePart {
  readonly type: string
  readonly text?: string
  readonly state?: string
  readonly data?: Json
  readonly id?: string
  readonly mediaType?: string
  readonly size?: number
  readonly filename?: string
  readonly toolName?: string
  readonly toolCallId?: string
  readonly input?: Json
  readonly output?: Json
  readonly errorText?: string
}

/** One of Flue's messages. */
export interface FlueMessage {
  readonly id: string
  readonly role: string
  readonly purpose?: string
  readonly display?: string
  readonly submissionId?: string
  readonly turnId?: string
  readonly timestamp?: string
  readonly settlement?: { readonly outcome: string }
  readonly signal?: { readonly tagName?: string; readonly attributes?: Readonly<Record<string, string>> }
  readonly metadata?: JsonObject
  readonly parts: readonly FluePart[]
}

/** How one of Flue's submissions ended. */
export interface FlueSettlement {
  readonly submissionId: string
  readonly outcome: 'completed' | 'failed' | 'aborted'
  readonly error?: {
    readonly type?: string
    readonly message?: string
    readonly meta?: { readonly reason?: string }
  }
}

/** Flue's whole conversation. */
export interface FlueSnapshot {
  readonly conversationId: string
  readonly offset: string
  readonly incarnation?: string
  readonly messages: readonly FlueMessage[]
  readonly settlements: readonly FlueSettlement[]
}

/** A chunk of Flue's stream. What is of another type is passed over. */
export type FlueChunk = { readonly position: Position; readonly timestamp?: string } & FlueSaying

/** What a chunk says. */
export type FlueSaying =
  | { readonly type: 'conversation-reset'; readonly snapshot: FlueSnapshot }
  | { readonly type: 'message-appended'; readonly message: FlueMessage }
  | ({ readonly type: 'message-started'; readonly messageId: string } & Pick<
      FlueMessage,
      'submissionId' | 'turnId' | 'metadata'
    >)
  | { readonly type: 'message-metadata'; readonly messageId: string; readonly metadata: JsonObject }
  | { readonly type: 'data-part'; readonly messageId: string; readonly name: string; readonly data: Json }
  | {
      readonly type: 'message-delta'
      readonly messageId: string
      readonly kind: 'text' | 'reasoning'
      readonly delta: string
    }
  | {
      readonly type: 'tool-input'
      readonly messageId: string
      readonly toolCallId: string
      readonly toolName: string
      readonly input: Json
    }
  | { readonly type: 'tool-output'; readonly toolCallId: string; readonly output: Json }
  | { readonly type: 'tool-output-error'; readonly toolCallId: string; readonly errorText: string }
  | { readonly type: 'message-completed'; readonly messageId: string }
  | ({ readonly type: 'submission-settled' } & FlueSettlement)

/** What stands in front of each answer: which generation of the stream it is of. */
export interface FlueCheckpoint {
  readonly type: 'stream-checkpoint'
  readonly incarnation: string
}

/** The name of a type of chunk. */
export type FlueChunkType = FlueChunk['type']

/** A chunk of a type. */
export type ChunkOf<T extends FlueChunkType> = Extract<FlueSaying, { readonly type: T }>

/** A model call that begins. */
export type FlueStarted = ChunkOf<'message-started'>

/** What a model says before Flue keeps it: an event of the add-on `@sluice/flue-live`. */
export interface LivePiece {
  readonly turnId: string
  /** Counts the pieces of a call from 0 on. */
  readonly index: number
  readonly kind: 'text' | 'reasoning'
  readonly delta: string
}

/** An image that is sent with a message, as Flue takes it. */
export interface FlueImage {
  readonly type: 'image'
  /** In base64. */
  readonly data: string
  readonly mimeType: string
  readonly filename?: string
}
