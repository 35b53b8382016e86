import type { ServerFrame, ServerFrameType } from '../frames/server.ts'
import {
  type Check,
  count,
  fields,
  id,
  listOf,
  matching,
  name,
  offset,
  oneOf,
  orNull,
  sessionId,
  sessionRef,
  text,
} from './check.ts'
import { isEventsFrame } from './hotChecks.ts'

const code = matching(/^[a-z-]{1,64}$/)

const row = fields({
  agent: name,
  id: sessionId,
  owner: text(),
  title: text(),
  createdAt: count,
  updatedAt: count,
  offset,
  status: oneOf('idle', 'running', 'waiting', 'failed'),
  approvals: count,
  runs: count,
  messages: count,
  inputTokens: count,
  outputTokens: count,
  cost: value => typeof value === 'number',
})

const frameChecks: Readonly<Record<ServerFrameType, Check>> = {
  welcome: fields({
    eventRevision: count,
    viewRevision: count,
    at: count,
    principal: text(),
    expiresAt: orNull(count),
  }),
  snapshot: fields({
    channel: count,
    offset: orNull(offset),
    revision: count,
    index: count,
    count,
    text: text(),
  }),
  events: isEventsFrame,
  live: fields({ channel: count, head: orNull(offset), writer: oneOf(true, false) }),
  rows: fields({ channel: count, version: count, rows: listOf(row), gone: listOf(sessionRef) }),
  accepted: fields({ commandId: id, offset }),
  refused: fields({ code, message: text(), 'commandId?': id, 'channel?': count, 'retryAfterMs?': count }),
  closed: fields({ channel: count, reason: code }),
  goodbye: fields({ reason: code, retryAfterMs: count }),
  pong: fields({ at: count }),
}

/** Reads a frame that came from a server, or null when it is none. Accepts what `parseServerFrame` accepts, without saying why it does not. Never throws. [W6] */
export function readServerFrame(input: unknown): ServerFrame | null {
  try {
    if (typeof input !== 'string') return null
    const frame = JSON.parse(input) as ServerFrame
    const { type } = frame
    const isKnown = typeof type === 'string' && Object.hasOwn(frameChecks, type)
    return isKnown && frameChecks[type](frame) ? frame : null
  } catch {
    return null
  }
}
