import type { Json, SessionRef } from '@sluice/protocol'
import type { Backend } from '../backend/Backend.ts'
import type { Readable } from '../readable.ts'
import type { CallOptions } from './CallOptions.ts'
import type { Chat } from './Chat.ts'
import type { UiMessage } from './wire.ts'

/** How a connection ended that is not tried again. */
export interface AgentClosed {
  readonly code: number
  readonly reason: string
}

/** An agent of Cloudflare's Agents SDK: a backend, and what such an agent has beside a session. */
export interface AgentBackend extends Backend {
  /** The session that the agent is. */
  readonly session: SessionRef
  /** What was last known of the agent as a whole: its transcript in the server's own shape, who it says it is, its MCP servers. */
  readonly chat: Readable<Chat>
  /** Whether what is known is whole: after each connect not at once. */
  readonly isReady: Readable<boolean>
  /** Why the server wants no other connection; null while it does. */
  readonly closed: Readable<AgentClosed | null>
  /** Calls a method of the agent. Nothing is sent twice; what has no answer when the connection ends rejects. [A14] */
  call(method: string, args?: readonly unknown[], options?: CallOptions): Promise<Json>
  /** Deletes the conversation for everybody. */
  clear(): void
  /** Sends a frame as it is; does nothing without a connection. */
  send(frame: object | string): void
  /** Puts another transcript in the place of the one that the server has; not while an answer is written. */
  replace(messages: readonly UiMessage[]): void
  /** Is told of every message of the server as it came; returns the unsubscribe. */
  onMessage(listener: (data: unknown) => void): () => void
}
