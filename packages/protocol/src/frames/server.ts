import * as v from 'valibot'
import { directoryRow } from '../directory.ts'
import { envelope } from '../envelope.ts'
import { errorCode } from '../errors.ts'
import { count, id, sessionRef } from '../ids.ts'
import { offset } from '../offset.ts'

const channel = count
const message = v.string()

/** The schema of every frame from server to client, by its `type`. */
export const serverFrameSchemas = {
  welcome: v.object({
    type: v.literal('welcome'),
    eventRevision: count,
    viewRevision: count,
    /** The server's clock in ms. [W2] */
    at: count,
    /** The id of the principal. */
    principal: v.string(),
    /** The tenant that the principal belongs to: an id is somebody's within it alone. */
    tenant: v.exactOptional(v.string()),
    /** Server time in ms at which the token expires; null when never. */
    expiresAt: v.nullable(count),
  }),
  /**
   * One piece of a snapshot. The `text` of the pieces from `index` 0 to `count - 1`, joined, is the JSON of a view at `offset` that was
   * folded with `revision`. Frames of other channels may come in between. [S4]
   */
  snapshot: v.object({
    type: v.literal('snapshot'),
    channel,
    offset: v.nullable(offset),
    revision: count,
    index: count,
    count,
    text: v.string(),
  }),
  /** Envelopes in order, which follow the offset `after`. [W1] */
  events: v.object({
    type: v.literal('events'),
    channel,
    after: v.nullable(offset),
    envelopes: v.array(envelope),
  }),
  /** The channel has caught up with `head`. Sent again when `writer` changes: whether a process that can run the agent holds the session. [C2] */
  live: v.object({ type: v.literal('live'), channel, head: v.nullable(offset), writer: v.boolean() }),
  /** Rows of the directory that are new or changed, and sessions that left the filter. The first of a channel holds all. [S13] */
  rows: v.object({
    type: v.literal('rows'),
    channel,
    version: count,
    rows: v.array(directoryRow),
    gone: v.array(sessionRef),
  }),
  /** The command's first event is durable at `offset`. [W5] */
  accepted: v.object({ type: v.literal('accepted'), commandId: id, offset }),
  /** An answer to a command (`commandId`), a subscription (`channel`), or to another frame (neither). [W3] */
  refused: v.object({
    type: v.literal('refused'),
    code: errorCode,
    message,
    commandId: v.exactOptional(id),
    channel: v.exactOptional(channel),
    retryAfterMs: v.exactOptional(count),
  }),
  /** The server ended a subscription. */
  closed: v.object({ type: v.literal('closed'), channel, reason: errorCode }),
  /** The server is about to close the connection. */
  goodbye: v.object({ type: v.literal('goodbye'), reason: errorCode, retryAfterMs: count }),
  pong: v.object({ type: v.literal('pong'), at: count }),
}

/** The `type` of a frame from server to client. */
export type ServerFrameType = keyof typeof serverFrameSchemas

/** A frame from server to client. */
export type ServerFrame<T extends ServerFrameType = ServerFrameType> = {
  [K in T]: v.InferOutput<(typeof serverFrameSchemas)[K]>
}[T]
