import * as v from 'valibot'
import { count, name, sessionId, sessionRef } from './ids.ts'
import { offset } from './offset.ts'

/** Schema of a {@link DirectoryRow}. */
export const directoryRow = v.object({
  agent: name,
  id: sessionId,
  owner: v.string(),
  /** The session whose tool call opened it, for a subsession. [R9] */
  parent: v.exactOptional(sessionRef),
  /** The session that it was forked from. [S14] */
  forkedFrom: v.exactOptional(sessionRef),
  /** Server time in ms at which it was put aside; absent while it is not. */
  archivedAt: v.exactOptional(count),
  /** The session's title, else the beginning of its first message, else empty. */
  title: v.string(),
  /** Server time in ms. */
  createdAt: count,
  /** Server time in ms of the last boundary: a message, a run, an approval, the end of a tool call; not of a delta. */
  updatedAt: count,
  /** The offset at that boundary. */
  offset,
  status: v.picklist(['idle', 'running', 'waiting', 'failed']),
  /** Open approvals. */
  approvals: count,
  /** Settled runs. */
  runs: count,
  /** How many of them failed; absent where none did. */
  failedRuns: v.exactOptional(count),
  messages: count,
  inputTokens: count,
  outputTokens: count,
  /** In US dollars. */
  cost: v.number(),
})

/** What the directory knows of a session; `waiting` means for a person, `failed` that the last run failed. */
export type DirectoryRow = v.InferOutput<typeof directoryRow>

/** Schema of a {@link DirectoryFilter}. */
export const directoryFilter = v.object({
  agent: v.exactOptional(name),
  status: v.exactOptional(v.picklist(['idle', 'running', 'waiting', 'failed'])),
  /** Only those that were put aside, or only those that were not; both when absent. */
  archived: v.exactOptional(v.boolean()),
  /** Text that the title contains, in any case. */
  search: v.exactOptional(v.pipe(v.string(), v.maxLength(200))),
  /** At most this many rows, the last updated first; 100 when absent. */
  limit: v.exactOptional(v.pipe(count, v.minValue(1), v.maxValue(1000))),
})

/** Which rows of the directory a subscription or a request is about. */
export type DirectoryFilter = v.InferOutput<typeof directoryFilter>
