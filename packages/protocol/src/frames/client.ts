import * as v from 'valibot'
import { command } from '../commands/index.ts'
import { directoryFilter } from '../directory.ts'
import { count, id, sessionRef } from '../ids.ts'
import { offset } from '../offset.ts'

/** A number that the client chose for a subscription; unique among those open on the connection. */
const channel = v.pipe(count, v.maxValue(0xffff))

/** The schema of every frame from client to server, by its `type`. */
export const clientFrameSchemas = {
  /** The first frame; sent again to bring a new token. */
  hello: v.object({
    type: v.literal('hello'),
    eventRevision: count,
    viewRevision: count,
    token: v.exactOptional(v.pipe(v.string(), v.maxLength(16_384))),
  }),
  /** Subscribes to a session, from after an offset or from the beginning (null). `events` asks for every event or a refusal, never a snapshot. [W1] */
  subscribe: v.union([
    v.object({
      type: v.literal('subscribe'),
      channel,
      session: sessionRef,
      from: v.nullable(offset),
      want: v.picklist(['view', 'events']),
    }),
    v.object({
      type: v.literal('subscribe'),
      channel,
      directory: v.literal(true),
      filter: directoryFilter,
    }),
  ]),
  unsubscribe: v.object({ type: v.literal('unsubscribe'), channel }),
  command: v.object({ type: v.literal('command'), commandId: id, session: sessionRef, command }),
  ping: v.object({ type: v.literal('ping') }),
}

/** The `type` of a frame from client to server. */
export type ClientFrameType = keyof typeof clientFrameSchemas

/** A frame from client to server. */
export type ClientFrame<T extends ClientFrameType = ClientFrameType> = {
  [K in T]: v.InferOutput<(typeof clientFrameSchemas)[K]>
}[T]
