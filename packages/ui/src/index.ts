import * as Approval from './approval/index.ts'
import * as Branches from './branches/index.ts'
import * as Composer from './composer/index.ts'
import * as Connection from './connection/index.ts'
import * as Find from './find/index.ts'
import * as Inbox from './inbox/index.ts'
import * as Keys from './keys/index.ts'
import * as Message from './message/index.ts'
import * as Outbox from './outbox/index.ts'
import * as Plan from './plan/index.ts'
import * as Queue from './queue/index.ts'
import * as Reasoning from './reasoning/index.ts'
import * as RunEnd from './runEnd/index.ts'
import * as RunStatus from './runStatus/index.ts'
import * as SessionList from './sessionList/index.ts'
import * as Sources from './sources/index.ts'
import * as State from './state/index.ts'
import * as Subsessions from './subsessions/index.ts'
import * as Thread from './thread/index.ts'
import * as Timeline from './timeline/index.ts'
import * as ToolCard from './toolCard/index.ts'
import * as Usage from './usage/index.ts'

export { Announcer } from './announcer/Announcer.tsx'
export { useApproval } from './approval/ApprovalContext.tsx'
export { ApprovalOnDemand } from './approval/ApprovalOnDemand.tsx'
export { ApprovalView } from './approval/ApprovalView.tsx'
export { BranchesView } from './branches/BranchesView.tsx'
export { AgentChat, type AgentChatProps } from './chat/AgentChat.tsx'
export { preloadChat } from './chat/preloadChat.ts'
export type { Suggestion } from './chat/Welcome.tsx'
export { ComposerView } from './composer/ComposerView.tsx'
export type { Completion, CompletionSource, SlashCommand } from './composer/completions.ts'
export { mentions, slashCommands } from './composer/completions.ts'
export type { AttachmentLimits } from './composer/useAttachments.ts'
export { ConnectionView } from './connection/ConnectionView.tsx'
export { FindOnDemand } from './find/FindOnDemand.tsx'
export { FindView } from './find/FindView.tsx'
export { SchemaForm, type SchemaFormProps } from './form/SchemaForm.tsx'
export { type SchemaFormState, useSchemaForm } from './form/useSchemaForm.ts'
export { Icon, type IconName } from './icon/Icon.tsx'
export { InboxView } from './inbox/InboxView.tsx'
export { KeysScope, type KeysScopeProps } from './keys/KeysScope.tsx'
export { KeysView } from './keys/KeysView.tsx'
export { CodeBlock, type CodeBlockProps } from './markdown/CodeBlock.tsx'
export { Markdown, type MarkdownProps } from './markdown/Markdown.tsx'
export type { MarkdownPlugin, MarkdownPluginProps } from './markdown/MarkdownPlugin.ts'
export { type MarkdownOptions, MarkdownScope, type MarkdownScopeProps } from './markdown/MarkdownScope.tsx'
export { useEditing, useMessageContext } from './message/MessageContext.tsx'
export { MessageView, type MessageViewProps } from './message/MessageView.tsx'
export { KindOfPart, PartView } from './message/PartView.tsx'
export { needsAnswer, type OutboxItem } from './outbox/Outbox.tsx'
export { OutboxView } from './outbox/OutboxView.tsx'
export { type PartProps, type PartRender, type PartState, usePartElement } from './part/usePartElement.tsx'
export { PlanView } from './plan/PlanView.tsx'
export { type PlanItem, type PlanStatus, planItems } from './plan/planItems.ts'
export { useQueued } from './queue/Queue.tsx'
export { QueueOnDemand } from './queue/QueueOnDemand.tsx'
export { QueueView } from './queue/QueueView.tsx'
export { ReasoningView } from './reasoning/ReasoningView.tsx'
export { RunEndView } from './runEnd/RunEndView.tsx'
export { RunStatusView } from './runStatus/RunStatusView.tsx'
export { SessionScope, type SessionScopeProps, useSessionRef } from './session/SessionScope.tsx'
export { useViewSelector } from './session/useViewSelector.ts'
export { SessionListView, type SessionListViewProps } from './sessionList/SessionListView.tsx'
export { SourcesView } from './sources/SourcesView.tsx'
export { StateView } from './state/StateView.tsx'
export { SubsessionsView } from './subsessions/SubsessionsView.tsx'
export { arabic } from './text/arabic.ts'
export { english } from './text/english.ts'
export { createFormat, type Format } from './text/format.ts'
export type { UiClock } from './text/UiClock.ts'
export type { UiMessages } from './text/UiMessages.ts'
export { type Ui, UiProvider, type UiProviderProps, useUi } from './text/UiProvider.tsx'
export type { UiStorage } from './text/UiStorage.ts'
export { useNow } from './text/useNow.ts'
export type {
  ConnectionStatus,
  QueueMode,
  RunStatusName,
  SendMode,
  SessionStatusName,
  ToolStatus,
} from './text/vocabulary.ts'
export { ThreadView } from './thread/ThreadView.tsx'
export type { MessageRow, ThreadRow } from './thread/threadRows.ts'
export { TimelineView } from './timeline/TimelineView.tsx'
export type { RunTimeline, TimelineActivity, TimelineBar, TimelineSegment } from './timeline/timelineOf.ts'
export { timelineOf } from './timeline/timelineOf.ts'
export { ToolCallView } from './toolCard/ToolCallView.tsx'
export { useToolCard } from './toolCard/ToolCardContext.tsx'
export { useToolArguments } from './toolCard/useToolArguments.ts'
export { UsageView } from './usage/UsageView.tsx'
export { JsonValue } from './value/JsonValue.tsx'
export { diffView, fileView, planView, terminalView, webResultsView } from './views/builtIn.tsx'
export { RegisteredData, type RegisteredDataProps } from './views/RegisteredData.tsx'
export {
  type Checker,
  type DataPartView,
  type DataPartViews,
  type DataPartViewsOf,
  defineDataViews,
  defineToolViews,
  type ToolView,
  type ToolViewProps,
  type ToolViews,
  type ToolViewsOf,
} from './views/ToolView.ts'
export { useDataView, useToolView, ViewScope, type ViewScopeProps } from './views/ViewScope.tsx'
export {
  Approval,
  Branches,
  Composer,
  Connection,
  Find,
  Inbox,
  Keys,
  Message,
  Outbox,
  Plan,
  Queue,
  Reasoning,
  RunEnd,
  RunStatus,
  SessionList,
  Sources,
  State,
  Subsessions,
  Thread,
  Timeline,
  ToolCard,
  Usage,
}
