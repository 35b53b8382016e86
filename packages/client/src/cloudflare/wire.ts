import type { Json } from '@sluice/protocol'

/** A part of a message in the shape of the AI SDK. What a part is not expected to have is kept as it came. */
export interface UiPart {
  readonly type: string
  readonly text?: string
  readonly state?: string
  readonly toolCallId?: string
  readonly toolName?: string
  readonly input?: Json
  /** The arguments as they were streamed; ours, no server sends it. */
  readonly inputText?: string
  readonly output?: Json
  readonly errorText?: string
  /** The output is progress; another one follows. */
  readonly preliminary?: boolean
  readonly approval?: { readonly id: string; readonly approved?: boolean }
  readonly id?: string
  readonly data?: Json
  readonly url?: string
  readonly title?: string
  readonly mediaType?: string
  readonly filename?: string
}

/** A message in the shape of the AI SDK, as these servers keep and send it. */
export interface UiMessage {
  readonly id: string
  readonly role: string
  readonly parts: readonly UiPart[]
  readonly metadata?: Json
}

/** A piece of an answer that is being written: the fields of the part it is of, and those that only a stream has. */
export interface UiChunk extends Omit<UiPart, 'approval'> {
  readonly delta?: string
  readonly inputTextDelta?: string
  readonly messageId?: string
  readonly messageMetadata?: Json
  readonly approvalId?: string
  readonly approved?: boolean
  readonly dynamic?: boolean
  /** Data that belongs to no message. */
  readonly transient?: boolean
}

/** How a turn ended, in the words of the server. */
export type TurnOutcome = 'completed' | 'error' | 'aborted' | 'skipped' | 'recovering'

/** What an agent that was opened as a tool says of itself, on the socket of its parent. */
export interface ToolEvent {
  readonly kind: string
  readonly runId: string
  readonly agentType?: string
  readonly inputPreview?: string
  readonly body?: string
  readonly unstoredId?: string
  readonly summary?: string
  readonly error?: string
  readonly reason?: string
}

/** A frame of the server, by its `type`. Every field but that may be missing: servers of other versions leave out some. */
export interface AgentFrame {
  readonly type: string
  readonly id?: string
  readonly name?: string
  readonly agent?: string
  readonly stateFollows?: boolean
  readonly state?: Json
  readonly mcp?: Json
  readonly messages?: readonly UiMessage[]
  readonly message?: UiMessage
  readonly connect?: boolean
  readonly body?: string
  readonly done?: boolean
  readonly seq?: number
  readonly continuation?: boolean
  readonly replay?: boolean
  readonly replayComplete?: boolean
  readonly messageIds?: readonly string[]
  readonly outcome?: TurnOutcome
  readonly reason?: string
  readonly recovering?: boolean
  readonly parentToolCallId?: string
  readonly sequence?: number
  readonly event?: ToolEvent
  /** A sentence where a state was refused or a method failed, true where `body` is one. */
  readonly error?: string | boolean
  readonly success?: boolean
  readonly result?: Json
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isMessage = (value: unknown): boolean =>
  isObject(value) &&
  typeof value.id === 'string' &&
  typeof value.role === 'string' &&
  Array.isArray(value.parts) &&
  value.parts.every(part => isObject(part) && typeof part.type === 'string')

/** Tells whether a value is a transcript. */
export const isTranscript = (value: unknown): value is readonly UiMessage[] =>
  Array.isArray(value) && value.every(isMessage)

/** Whether messages are made of text and reasoning only. */
export const isPlain = (messages: readonly UiMessage[]): boolean =>
  messages.every(({ parts }) => parts.every(({ type }) => /^(text|reasoning|step-start)$/.test(type)))

/** Parses JSON, or gives undefined. */
export function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(text as string)
  } catch {
    return undefined
  }
}

/** The parsed text if it is an object with a `type`, otherwise null. */
export function readTyped<T extends { readonly type: string }>(text: unknown): T | null {
  const value = parseJson(text)
  return isObject(value) && typeof value.type === 'string' ? (value as unknown as T) : null
}

/** Reads a frame of the server, or null when it is none. Never throws. */
export function readAgentFrame(text: unknown): AgentFrame | null {
  const frame = readTyped<AgentFrame>(text)
  if (frame === null) return null
  const { messages, message, event } = frame
  const isWhole =
    (messages === undefined || isTranscript(messages)) &&
    (message === undefined || isMessage(message)) &&
    (event === undefined || isObject(event))
  return isWhole ? frame : null
}
