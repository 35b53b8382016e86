export type {
  AgentBase,
  AgentConnectionError,
  AgentEvents,
  AgentStub,
  CallOptions,
  Listen,
  McpServer,
  McpServers,
  StreamOptions,
  TypedAgent,
  UntypedAgent,
  UseAgentOptions,
} from './agentTypes.ts'
export type {
  AddToolOutputOptions,
  AgentChatResult,
  AITool,
  ChatTurnEndEvent,
  ChatTurnOutcome,
  ClientToolSchema,
  OnToolCallCallback,
  PrepareSendMessagesRequestOptions,
  PrepareSendMessagesRequestResult,
  UseAgentChatOptions,
} from './chatTypes.ts'
export { extractClientToolSchemas } from './createChatActions.ts'
export { type HeldAgent, heldAgent } from './createHeldAgent.ts'
export {
  getAgentMessages,
  getToolApproval,
  getToolCallId,
  getToolInput,
  getToolOutput,
  getToolPartState,
} from './toolParts.ts'
export { useAgent } from './useAgent.ts'
export { type AgentCallState, useAgentCall } from './useAgentCall.ts'
export { useAgentChat } from './useAgentChat.ts'
