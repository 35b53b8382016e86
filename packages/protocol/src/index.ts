export { type Actor, actor } from './actor.ts'
export type { AgentTypes, ToolTypes, Typed } from './agentTypes.ts'
export { type BlobRef, blobRef } from './blob.ts'
export { type Command, type CommandType, command, commandSchemas } from './commands/index.ts'
export { type DirectoryFilter, type DirectoryRow, directoryFilter, directoryRow } from './directory.ts'
export { anyEvent, describeIssue, type Envelope, envelope, parseEnvelope, parseEvent } from './envelope.ts'
export { type ErrorCode, type ErrorEntry, errorCode, errorEntry, errorTable, type Retry } from './errors.ts'
export { type AnyEvent, type Event, type EventType, eventSchemas } from './events/index.ts'
export type { RunOutcome } from './events/run.ts'
export type { ToolOutcome, ToolOutput } from './events/tool.ts'
export { type Failure, failure } from './failure.ts'
export { type ClientFrame, type ClientFrameType, clientFrameSchemas } from './frames/client.ts'
export { parseClientFrame, parseServerFrame } from './frames/parse.ts'
export { type ServerFrame, type ServerFrameType, serverFrameSchemas } from './frames/server.ts'
export { count, type Id, id, name, type SessionId, type SessionRef, sessionId, sessionRef } from './ids.ts'
export { isAfter } from './isAfter.ts'
export { isBounded } from './isBounded.ts'
export { isJson, type Json, type JsonObject, json, jsonObject } from './json.ts'
export { formatOffset, type Offset, offset, splitOffset } from './offset.ts'
export {
  type ConnectionReport,
  connectionReport,
  type UsageReport,
  type UsageRow,
  usageReport,
  type Wakes,
  wakes,
} from './operators.ts'
export { type PartInput, partInput, type WholePart, wholePart } from './parts.ts'
export { type Patch, type PatchOperation, patch, patchOperation } from './patch.ts'
export {
  CONNECTION_HEADER,
  FRAMES_MEDIA_TYPE,
  FRAMES_PATH,
  MOST_FRAME_BYTES,
  PRINCIPAL_PATH,
} from './requests.ts'
export type { Result } from './result.ts'
export { EVENT_REVISION, SUBPROTOCOL, VIEW_REVISION } from './revision.ts'
export { blobBytes, blobLine } from './sessionFile/blobLine.ts'
export { formatSessionFile, type SessionFileContent } from './sessionFile/formatSessionFile.ts'
export { type FittingBlobs, fittingBlobs, namedBlobs } from './sessionFile/namedBlobs.ts'
export { parseSessionFile } from './sessionFile/parseSessionFile.ts'
export {
  PEOPLE,
  type RedactedSession,
  type RedactionOptions,
  type RedactionRule,
  redactSessionFile,
  secretRules,
} from './sessionFile/redactSessionFile.ts'
export {
  type AgentDescription,
  SESSION_FILE_FORMAT,
  type SessionFile,
  type SessionFileBlob,
  type SessionFileHeader,
} from './sessionFile/SessionFile.ts'
export { isEvent, isEventType, readServerFrame } from './shapes.ts'
export { type Usage, usage } from './usage.ts'
