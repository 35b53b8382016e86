export type {
  AgentBase,
  AgentConnectionError,
  AgentStub,
  CallOptions,
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
  OnToolCallCallback,
  PrepareSendMessagesRequestOptions,
  UseAgentChatOptions,
} from './chatTypes.ts'
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
