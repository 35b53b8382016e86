export type { AgentActions, MessageContent } from './actions.ts'
export type { ClientToolContext, ClientToolWork } from './attendClientTool.ts'
export type { Agent, AgentFields, AgentStatus } from './createAgent.ts'
export { HistoryProvider, type HistoryProviderProps } from './HistoryProvider.tsx'
export { HydratedSessions, type HydratedSessionsProps } from './HydratedSessions.tsx'
export {
  useActions,
  useApprovals,
  useConnection,
  useMessage,
  useMessageIds,
  useOutbox,
  usePart,
  useQueue,
  useRun,
  useSession,
  useSessionStatus,
  useToolCall,
  useView,
} from './hooks.ts'
export type { ItemGroup } from './messageList/groupItems.ts'
export { MessageList, type MessageListProps } from './messageList/MessageList.tsx'
export { PartText, type PartTextProps } from './messageList/PartText.tsx'
export { useGroups } from './messageList/useGroups.ts'
export type { Notice, NoticePage, NoticeText } from './notifications/NoticePage.ts'
export { ReplayProvider, type ReplayProviderProps } from './replay/ReplayProvider.tsx'
export { SluiceProvider, type SluiceProviderProps, useClient } from './SluiceProvider.tsx'
export type {
  Answer,
  AnyAgent,
  StateOf,
  ToolArguments,
  ToolCall,
  ToolName,
  ToolResult,
  TypedActions,
  TypedFields,
  TypedPart,
  TypedSession,
} from './typed.ts'
export { useAgent } from './useAgent.ts'
export { useAgentAt } from './useAgentAt.ts'
export { useAgentState } from './useAgentState.ts'
export { useClientTool } from './useClientTool.ts'
export { useEvents } from './useEvents.ts'
export { type Fork, useFork } from './useFork.ts'
export { type HistoryOptions, type OlderHistory, useHistory } from './useHistory.ts'
export { type NotificationOptions, type Notifications, useNotifications } from './useNotifications.ts'
export { type FoundMessages, useSearch } from './useSearch.ts'
export { useSessions } from './useSessions.ts'
export { useSubsessions } from './useSubsessions.ts'
export { type ToolArgument, useToolArgument } from './useToolArgument.ts'
export { type Upload, type UploadOptions, useUpload } from './useUpload.ts'
export { type SessionUsage, useUsage } from './useUsage.ts'
