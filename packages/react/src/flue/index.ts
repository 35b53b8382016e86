export { type CreateFlueClientOptions, createFlueClient, type FlueClient } from './createFlueClient.ts'
export type {
  FailedSend,
  FlueAgentSnapshot,
  FlueAgentStatus,
  FlueConversationMessage,
  FlueConversationPart,
  FlueConversationSettlement,
  SendMessageOptions,
  UseFlueAgentResult,
} from './types.ts'
export { type UseFlueAgentOptions, useFlueAgent } from './useFlueAgent.ts'
