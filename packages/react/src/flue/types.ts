import type { FlueImage } from '@sluice/client/flue'

/** A part of a message, as Flue's own client has it. */
export type FlueConversationPart =
  | { type: 'text'; text: string; state: 'streaming' | 'done' }
  | { type: 'reasoning'; text: string; state: 'streaming' | 'done' }
  | { type: `data-${string}`; data: unknown }
  | { type: 'file'; mediaType: string; id?: string; size?: number; url?: string; filename?: string }
  | ({ type: 'dynamic-tool'; toolName: string; toolCallId: string } & (
      | { state: 'input-available'; input: unknown; output?: never; errorText?: never; durationMs?: never }
      | { state: 'output-available'; input: unknown; output: unknown; errorText?: never; durationMs?: number }
      | { state: 'output-error'; input: unknown; output?: never; errorText: string; durationMs?: number }
    ))

/** A message, as Flue's own client has it. */
export interface FlueConversationMessage {
  id: string
  role: 'user' | 'assistant' | 'system'
  purpose: 'user' | 'assistant' | 'dispatch' | 'advisory'
  display: 'visible' | 'hidden' | 'diagnostic'
  submissionId?: string
  turnId?: string
  signal?: { tagName?: string; attributes?: Record<string, string> }
  settlement?: { outcome: 'failed' | 'aborted' }
  parts: FlueConversationPart[]
  metadata?: Record<string, unknown>
}

/** How a submission ended. */
export interface FlueConversationSettlement {
  submissionId: string
  outcome: 'completed' | 'failed' | 'aborted'
  error?: unknown
}

/** A message that the server did not take. */
export interface FailedSend {
  /** Of its row in `messages`. */
  id: string
  message: string
  error: Error
}

/** `streaming` while a submission is being worked on, whoever sent it. */
export type FlueAgentStatus = 'idle' | 'connecting' | 'submitted' | 'streaming' | 'error'

/** {@link FlueAgentStatus}, by the name that Flue's own React package has for it. */
export type AgentStatus = FlueAgentStatus

/** What goes with a message, by the name that Flue's own React package has for it. */
export type DeliveredAttachment = FlueImage

/** What agents by convention put into the metadata of an answer: tokens, and what they cost. */
export interface PromptUsage {
  input: number
  output: number
  cacheRead: number
  cacheWrite: number
  totalTokens: number
  cost: { input: number; output: number; cacheRead: number; cacheWrite: number; total: number }
}

/** What can be read of a conversation. */
export interface FlueAgentSnapshot {
  messages: FlueConversationMessage[]
  status: FlueAgentStatus
  /** Whether the conversation has been read. */
  historyReady: boolean
  error: Error | undefined
  failedSends: FailedSend[]
  settlements: FlueConversationSettlement[]
}

/** What goes with a message. */
export interface SendMessageOptions {
  images?: FlueImage[]
}

/** What {@link useFlueAgent} gives. */
export interface UseFlueAgentResult extends FlueAgentSnapshot {
  /** Says something; resolves when it stands in the conversation, and rejects when the server does not take it. */
  sendMessage(message: string, options?: SendMessageOptions): Promise<void>
  /** Sends a failed message again, by its id. */
  retrySend(id: string): void
  /** Takes a failed message out. Others stay until then. */
  discardSend(id: string): void
  /** Looks at once whether the conversation is there and the connection alive. */
  refresh(): void
}
