export type {
  Action,
  Authenticate,
  Authorize,
  Principal,
  RequestFacts,
  SessionFacts,
} from './access/types.ts'
export { createPolledConnections, type PolledConnections } from './connection/createPolledConnections.ts'
export type { Connection, ConnectionRequest, OutFrame, ServerSocket } from './connection/types.ts'
export { serve } from './edge/serve.ts'
export { systemClock, systemRandom, systemTimers } from './edge/system.ts'
export type { Served, ServedPages, ServeOptions } from './edge/types.ts'
export { createHub } from './hub/createHub.ts'
export { defaultLimits, type Limits } from './hub/limits.ts'
export type {
  AgentDirectory,
  BlobOptions,
  CommandAnswer,
  CommandSource,
  Commit,
  HistoryPage,
  Hub,
  HubOptions,
  InboxPage,
  Reads,
  SessionHandle,
} from './hub/types.ts'
export { type DirectoryLock, type Holder, lockDirectory } from './lock/edge/lockDirectory.ts'
export type { Clock, Problem, Random, Timers } from './ports.ts'
export { ServerError } from './ServerError.ts'
export { rebuildProjections } from './session/rebuild.ts'
export type {
  Append,
  ApprovalPlace,
  ApprovalRow,
  Blob,
  CommandRecord,
  LogRange,
  OpenApproval,
  PageEntry,
  Projections,
  SessionKey,
  SharedStore,
  Store,
  StoredSnapshot,
  StoreErrorCode,
  Wake,
} from './store/Store.ts'
export { StoreError } from './store/Store.ts'
export { createMemoryStore } from './store/sqlite/createMemoryStore.ts'
export { openSqliteStore, type SqliteStoreOptions } from './store/sqlite/openSqliteStore.ts'
