import type { View } from '@sluice/fold'
import type { SessionRef } from '@sluice/protocol'
import type { AnswerFrame } from '../backend/Backend.ts'
import type { Environment } from '../environment.ts'
import type { Conversation } from './conversation.ts'

/** What a conversation is followed with. */
export interface FollowOptions {
  readonly ref: SessionRef
  readonly channel: number
  readonly want: 'view' | 'events'
  /** What is held; what follows it is asked for. */
  readonly held: View
  /** A log is to go on from where nobody knows what was before. */
  readonly isGone: boolean
  readonly environment: Environment
  readonly conversation: Conversation
  readonly live: 'sse' | 'long-poll'
  request(query: string, signal: AbortSignal): Promise<Response>
  answer(frame: AnswerFrame): void
  /** Each answer of the server is told, good or bad. */
  reached(): void
  /** The connection broke. */
  broke(cause: unknown): void
  /** Streams are held back on the way. */
  isHeldBack(): void
  /** The view has moved on. */
  moved(): void
}

/** A conversation that is followed. */
export interface Follow {
  /** Looks at once whether the stream is alive and the conversation there. */
  wake(): void
  stop(): void
}
