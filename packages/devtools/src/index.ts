export { ConnectionPanel } from './connection/ConnectionPanel.tsx'
export { EventPanel, type EventPanelProps } from './event/EventPanel.tsx'
export type { ReadBlob } from './file/ExportDialog.tsx'
export { FileDrop, type FileDropProps } from './file/FileDrop.tsx'
export type { OpenFile } from './file/openSessionFile.ts'
export { SessionFileView, type SessionFileViewProps } from './file/SessionFileView.tsx'
export { JsonTree, type JsonTreeProps } from './json/JsonTree.tsx'
export { type Family, families, familyOf } from './log/family.ts'
export { everyFamily, type FamilyFilter, formatFamilyFilter, parseFamilyFilter } from './log/familyFilter.ts'
export type { LogFilters } from './log/LogFilters.ts'
export { LogPanel, type LogPanelProps } from './log/LogPanel.tsx'
export type { LogSource } from './log/LogSource.ts'
export { useLogSource } from './log/useLogSource.ts'
export { SessionInspector, type SessionInspectorProps } from './SessionInspector.tsx'
export { type CoursePanel, liveSelection, type Selection } from './selection.ts'
export { SessionsPanel, type SessionsPanelProps } from './sessions/SessionsPanel.tsx'
export { everySession, type SessionFilter, sessionStatuses } from './sessions/sessionFilter.ts'
export type { DevtoolsMessages } from './text/DevtoolsMessages.ts'
export {
  DevtoolsProvider,
  type DevtoolsProviderProps,
  type LoadBlob,
  useDevtools,
} from './text/DevtoolsProvider.tsx'
export { english } from './text/english.ts'
export { ViewPanel, type ViewPanelProps, type ViewSide } from './view/ViewPanel.tsx'
export { WaterfallPanel, type WaterfallPanelProps } from './waterfall/WaterfallPanel.tsx'
