import type { CreateUIMessage, FileUIPart, JSONSchema7, UIMessage } from 'ai'
import type { AgentBase, AgentConnectionError } from './agentTypes.ts'

/** A tool that is done in the page. */
export interface AITool<Input = unknown, Output = unknown> {
  description?: string | undefined
  parameters?: JSONSchema7
  /** With it, the server is told of the tool and its calls are done here. */
  execute?: (input: Input) => Output | Promise<Output>
}

/** What the server is told of a tool that is done in the page. */
export interface ClientToolSchema {
  name: string
  description?: string | undefined
  parameters?: JSONSchema7
}

/** What a call of a tool came to. */
export interface AddToolOutputOptions {
  toolCallId: string
  toolName?: string
  output?: unknown
  state?: 'output-available' | 'output-error'
  errorText?: string
}

/** Does the call of a tool in the page. */
export type OnToolCallCallback = (options: {
  toolCall: { toolCallId: string; toolName: string; input: unknown }
  addToolOutput: (options: Omit<AddToolOutputOptions, 'toolName'>) => void
}) => void | Promise<void>

/** How a request ended. */
export type ChatTurnOutcome = 'completed' | 'error' | 'aborted' | 'skipped'

/** A request that ended. */
export interface ChatTurnEndEvent {
  requestId: string
  messageIds?: string[]
  outcome: ChatTurnOutcome
  error?: string
  replay: boolean
}

/** What a request is made of. */
export interface PrepareSendMessagesRequestOptions<M extends UIMessage = UIMessage> {
  id: string
  messages: M[]
  trigger: 'submit-message' | 'regenerate-message'
  messageId?: string
  /** `metadata` of the options that the request was made with. */
  requestMetadata?: unknown
  body?: Record<string, unknown>
}

/** What a request is made of in addition: there are no headers on a socket, so that all but the body goes nowhere, as with the hook that this one stands for. */
export interface PrepareSendMessagesRequestResult {
  body?: Record<string, unknown>
  headers?: HeadersInit
  credentials?: RequestCredentials
  api?: string
}

/** Goes with one request. */
export interface ChatSendOptions {
  body?: object
  /** For `prepareSendMessagesRequest`. */
  metadata?: unknown
}

/** What `useAgentChat` takes. */
export interface UseAgentChatOptions<State = unknown, M extends UIMessage = UIMessage> {
  /** What `useAgent` of this package returned. */
  agent: AgentBase<State>
  id?: string
  /** Shown until the transcript of the server is there. */
  messages?: M[]
  /** Null or a function: what is shown until the transcript of the server is there, which is fetched all the same. */
  getInitialMessages?:
    | null
    | undefined
    | ((options: { agent: string; name: string; url?: string }) => Promise<M[]>)
  onToolCall?: OnToolCallCallback
  onTurnEnd?: (event: ChatTurnEndEvent) => void
  onError?: (error: Error) => void
  onFinish?: (event: {
    message: M
    messages: M[]
    isAbort: boolean
    isDisconnect: boolean
    isError: boolean
  }) => void
  onData?: (part: Extract<M['parts'][number], { type: `data-${string}` }>) => void
  // biome-ignore lint/suspicious/noExplicitAny: Tools of different inputs stand in one record.
  tools?: Record<string, AITool<any, any>>
  body?: Record<string, unknown> | (() => Record<string, unknown> | Promise<Record<string, unknown>>)
  prepareSendMessagesRequest?: (
    options: PrepareSendMessagesRequestOptions<M>,
  ) => PrepareSendMessagesRequestResult | Promise<PrepareSendMessagesRequestResult>
  /** True is the only way. */
  resume?: true
  /** True is the only way. */
  autoContinueAfterToolResult?: true
  /** False is the only way. */
  cancelOnClientAbort?: false
  /** False keeps what `setMessages` sets in this page. */
  syncMessagesToServer?: boolean
}

/** What no page of ours does: name a message, say something for somebody else, or put a message in the place of another. */
interface NotSaid {
  id?: never
  role?: 'user'
  messageId?: never
}

/** What is said. */
export type SendMessage<M extends UIMessage> = (
  message:
    | (Omit<CreateUIMessage<M>, 'id' | 'role'> & NotSaid & { text?: never; files?: never })
    | (NotSaid & { text: string; files?: FileList | FileUIPart[]; metadata?: M['metadata']; parts?: never })
    | (NotSaid & { files: FileList | FileUIPart[]; metadata?: M['metadata']; parts?: never }),
  options?: ChatSendOptions,
) => Promise<void>

/** What `useAgentChat` returns. */
export interface AgentChatResult<M extends UIMessage = UIMessage> {
  readonly id: string
  messages: M[]
  status: 'submitted' | 'streaming' | 'ready' | 'error'
  error: Error | undefined
  sendMessage: SendMessage<M>
  regenerate: (options?: { messageId?: string } & ChatSendOptions) => Promise<void>
  stop: () => Promise<void>
  resumeStream: () => Promise<void>
  clearError: () => void
  setMessages: (messages: M[] | ((messages: M[]) => M[])) => void
  addToolOutput: (options: AddToolOutputOptions) => void
  /** @deprecated Use addToolOutput. */
  addToolResult: (options: AddToolOutputOptions & { tool?: string }) => void
  addToolApprovalResponse: (options: { id: string; approved: boolean; reason?: string }) => void
  clearHistory: () => void
  /** An answer is written that this page did not ask for, or a call waits for a page. */
  isServerStreaming: boolean
  isStreaming: boolean
  isRecovering: boolean
  /** The answer that is written goes on after that of a page or a person. */
  isToolContinuation: boolean
  connectionError: AgentConnectionError | null
}
