export { type CreateFlueClientOptions, createFlueClient, type FlueClient } from './createFlueClient.ts'
export type {
  AgentStatus,
  DeliveredAttachment,
  FailedSend,
  FlueAgentSnapshot,
  FlueAgentStatus,
  FlueConversationMessage,
  FlueConversationPart,
  FlueConversationSettlement,
  PromptUsage,
  SendMessageOptions,
  UseFlueAgentResult,
} from './types.ts'
export { type UseFlueAgentOptions, useFlueAgent } from './useFlueAgent.ts'
