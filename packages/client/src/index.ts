export { argumentOf } from './arguments/argumentOf.ts'
export {
  createJsonReader,
  type JsonPath,
  type JsonReader,
  type PartialJson,
} from './arguments/createJsonReader.ts'
export type {
  AnswerFrame,
  Backend,
  BackendCapabilities,
  BackendListener,
  RequestFrame,
} from './backend/Backend.ts'
export type { Link } from './backend/createLink.ts'
export { createSocketBackend, type SocketBackendOptions } from './backend/createSocketBackend.ts'
export type { Client, ClientOptions, RequestOptions, TokenSource } from './Client.ts'
export { type ConnectionView, noConnection } from './connection/view.ts'
export { createClient } from './createClient.ts'
export type { DirectoryView } from './directory/DirectoryView.ts'
export { directoryOf } from './directory/directoryOf.ts'
export type { Connect, Environment, Socket, SocketListener } from './environment.ts'
export {
  type History,
  type HistoryView,
  historyOf,
  withHistory,
} from './history/createHistory.ts'
export { readPage, type WindowStart, withoutRedacted } from './history/pages.ts'
export { requestJson } from './history/requestJson.ts'
export { searchMessages } from './history/searchMessages.ts'
export { type DehydratedState, dehydrate, hydrate } from './hydration/dehydrate.ts'
export { createLog, type LogOptions } from './log/createLog.ts'
export { type EventFilter, type EventsView, eventsOf } from './log/eventsOf.ts'
export type { LogView } from './log/LogView.ts'
export { logOf } from './log/logOf.ts'
export { positionOfOffset } from './log/positionOfOffset.ts'
export { upperBound } from './log/upperBound.ts'
export { createMemoryOutbox } from './outbox/createMemoryOutbox.ts'
export type { OutboxEntry } from './outbox/OutboxEntry.ts'
export type { OutboxStorage, StoredCommand } from './outbox/OutboxStorage.ts'
export { ClientError, type Problem } from './problem.ts'
export type { Readable } from './readable.ts'
export {
  createInspection,
  type FoldingTime,
  type Inspection,
  type InspectionSnapshot,
} from './replay/createInspection.ts'
export { createReplayClient } from './replay/createReplayClient.ts'
export { createTimeline, KEYFRAME_EVENTS, type Timeline } from './replay/createTimeline.ts'
export { type FileClient, type FileClientOptions, openFileClient } from './replay/openFileClient.ts'
export { sessionAt } from './replay/sessionAt.ts'
export { sendCommand } from './sendCommand.ts'
export type {
  AgentMessage,
  Redactions,
  Sent,
  SessionSnapshot,
  SessionStatus,
  SessionStore,
} from './session/SessionStore.ts'
export type { KeptView, ViewStorage } from './storage/ViewStorage.ts'
export { type SubsessionNode, type SubsessionTree, subsessionsOf } from './subsession/subsessionsOf.ts'
