import type { QueuedMessage, ToolCallPart } from '@sluice/fold'
import type { DirectoryRow } from '@sluice/protocol'

/** The words for where a tool call stands. */
export type ToolStatus = ToolCallPart['status']

/** The words for how a queued message joins. */
export type QueueMode = QueuedMessage['mode']

/** The words for how a message joins a run that is going. [R4] */
export type SendMode = QueueMode | 'interrupt'

/** The words for where a run stands, as a reader sees it. [C2] */
export type RunStatusName =
  | 'connecting'
  | 'idle'
  | 'running'
  | 'waiting-for-approval'
  | 'waiting-for-worker'
  | 'delayed'

/** The words for where the connection stands. [C2] */
export type ConnectionStatus = 'idle' | 'connecting' | 'online' | 'reconnecting' | 'refused' | 'closed'

/** The words for where a session of the directory stands. [S13] */
export type SessionStatusName = DirectoryRow['status']

/** The places of a chat that have keys of their own. */
export type KeyGroup = 'composer' | 'thread' | 'find' | 'keys'

/** What keys do. */
export type KeyAction =
  | 'send'
  | 'newLine'
  | 'recall'
  | 'complete'
  | 'nextRow'
  | 'ends'
  | 'fromInside'
  | 'leaveRow'
  | 'find'
  | 'findNext'
  | 'findPrevious'
  | 'findClose'
  | 'keys'

/** The keys that have a name; `command` is the one that commands go with on Apple's keyboards, where others have `control`. */
export type KeyName =
  | 'enter'
  | 'shift'
  | 'control'
  | 'command'
  | 'escape'
  | 'tab'
  | 'home'
  | 'end'
  | 'pageUp'
  | 'pageDown'
