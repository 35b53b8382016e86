import * as v from 'valibot'
import { count, id, name, sessionId } from './ids.ts'
import { offset } from './offset.ts'

const place = { agent: name, session: sessionId, title: v.string() }

/** Schema of a {@link Wakes}. */
export const wakes = v.object({
  /** Those that fire first come first. */
  timers: v.array(
    v.object({
      ...place,
      timer: id,
      name,
      /** Server time in ms at which it fires. */
      at: count,
      /** The fiber that sleeps until then; null for one that starts a handler. */
      fiber: v.nullable(id),
      cron: v.nullable(v.string()),
      zone: v.nullable(v.string()),
    }),
  ),
  /** Open fibers, those that are open longest first. */
  fibers: v.array(
    v.object({
      ...place,
      fiber: id,
      name,
      run: v.nullable(id),
      startedAt: count,
      recoveries: count,
      /** When its next timer wakes it; null while it works, or waits for something else. */
      sleepsUntil: v.nullable(count),
    }),
  ),
  /** Whether every session was looked at. */
  whole: v.boolean(),
})

/** The timers that will fire and the fibers that are open, in all sessions that one may read. */
export type Wakes = v.InferOutput<typeof wakes>

const usageRow = v.object({
  /** Server time in ms at which the hour begins. */
  at: count,
  agent: name,
  kind: v.picklist(['model', 'tool']),
  /** The model or the tool. */
  name: v.string(),
  calls: count,
  failed: count,
  /** Tokens and cost are those of model calls; a tool has none of its own. Tokens that were read from or written to a cache are counted in. */
  inputTokens: count,
  outputTokens: count,
  /** In US dollars. */
  cost: v.number(),
  durationMs: count,
})

/** What an agent used of a model or a tool within an hour. */
export type UsageRow = v.InferOutput<typeof usageRow>

/** Schema of a {@link UsageReport}. */
export const usageReport = v.object({
  rows: v.array(usageRow),
  /** How many sessions it is made of. */
  sessions: count,
  /** False when there was more than one answer reads: the next one goes on from there. */
  whole: v.boolean(),
})

/** What all sessions of a tenant used, by hour, agent, model and tool. */
export type UsageReport = v.InferOutput<typeof usageReport>

/** Schema of a {@link ConnectionReport}. */
export const connectionReport = v.object({
  /** The server's clock in ms. */
  at: count,
  connections: v.array(
    v.object({
      id: count,
      principal: v.string(),
      address: v.nullable(v.string()),
      userAgent: v.nullable(v.string()),
      /** Server times in ms. */
      openedAt: count,
      heardAt: count,
      /** What was sent and is not yet handed to the network. */
      bufferedBytes: count,
      channels: v.array(
        v.object({
          channel: count,
          /** Null for a channel of the directory. */
          session: v.nullable(v.object({ agent: name, id: sessionId })),
          want: v.picklist(['view', 'events', 'rows']),
          /** Whether it is sent each publication, or has to catch up first. */
          live: v.boolean(),
          /** The last offset that was sent. */
          offset: v.nullable(offset),
          /** The durable head of the session. */
          head: v.nullable(offset),
        }),
      ),
    }),
  ),
})

/** The sockets of a tenant as the server sees them, and how far each of their subscriptions is. */
export type ConnectionReport = v.InferOutput<typeof connectionReport>
