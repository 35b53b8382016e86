import { type Offset, offset as offsetSchema } from '@sluice/protocol'
import { Hono } from 'hono'
import * as v from 'valibot'
import type { Hub } from '../../hub/types.ts'
import { ServerError } from '../../ServerError.ts'
import type { LogRange } from '../../store/Store.ts'
import { type ApiContext, admit, type Env, sessionOf } from './context.ts'
import { type LogReader, readAfter, toJsonArray, waitForMove } from './logReader.ts'
import { streamCursor } from './streamCursor.ts'
import { streamEvents } from './streamEvents.ts'

/** How long a long-poll waits. */
const LONG_POLL_MS = 20_000

/** Where a request begins to read; the head for `now`. Rejects with `not-found` where there is no log: the protocol knows no empty stream that may come to be. */
async function findStart(reader: LogReader, text: string | undefined): Promise<Offset | null> {
  const head = await reader.hub.reads.head(reader.principal, reader.session)
  if (head === null) throw new ServerError('not-found')
  if (text === undefined || text === '-1') return null
  if (text === 'now') return head
  if (v.is(offsetSchema, text)) return text
  throw new ServerError('bad-frame', 'The parameter offset has to be -1, now, or an offset of the log.')
}

function answerRange(c: ApiContext, after: Offset | null, { envelopes, atHead }: LogRange): Response {
  const next = envelopes.at(-1)?.offset ?? after ?? '-1'
  const tag = `"${after ?? '-1'}:${next}"`
  c.header('Stream-Next-Offset', next)
  if (atHead) c.header('Stream-Up-To-Date', 'true')
  c.header('ETag', tag)
  // What comes after an offset stays as it is only where more follows.
  c.header('Cache-Control', atHead ? 'private, no-cache' : 'private, max-age=60')
  if (c.req.header('if-none-match') === tag) return c.body(null, 304)
  return c.body(toJsonArray(envelopes), 200, { 'Content-Type': 'application/json' })
}

async function longPoll(c: ApiContext, reader: LogReader, after: Offset | null): Promise<Response> {
  c.header('Stream-Cursor', streamCursor(c.req.query('cursor')))
  const first = await readAfter(reader, after)
  if (first.envelopes.length > 0) return answerRange(c, after, first)
  await waitForMove(reader, after, LONG_POLL_MS, c.req.raw.signal)
  const range = await readAfter(reader, after)
  if (range.envelopes.length > 0) return answerRange(c, after, range)
  c.header('Stream-Next-Offset', after ?? '-1')
  c.header('Stream-Up-To-Date', 'true')
  c.header('Cache-Control', 'no-store')
  return c.body(null, 204)
}

async function readStream(hub: Hub, c: ApiContext): Promise<Response> {
  const reader: LogReader = { hub, principal: await admit(hub, c), session: sessionOf(c) }
  const { offset, live } = c.req.query()
  const after = await findStart(reader, offset)
  if (c.req.method === 'HEAD') {
    const head = (await hub.reads.head(reader.principal, reader.session)) ?? '-1'
    return c.body(null, 200, {
      'Content-Type': 'application/json',
      'Stream-Next-Offset': head,
      'Cache-Control': 'no-store',
    })
  }
  if (live === undefined) return answerRange(c, after, await readAfter(reader, after))
  if (offset === undefined)
    throw new ServerError('bad-frame', 'A live read has to say its offset; -1 is the beginning.')
  if (live === 'long-poll') return longPoll(c, reader, after)
  if (live === 'sse') return streamEvents(c, reader, after)
  throw new ServerError('bad-frame', 'The parameter live has to be long-poll or sse.')
}

/**
 * Routes at `/v1/sessions/:agent/:id/events`: the log by the read side of the Durable Streams protocol, in JSON mode, at the offsets of the
 * socket. Whoever wants to write sends a command. [S8]
 */
export function createStreamRoutes(hub: Hub): Hono<Env> {
  const routes = new Hono<Env>()
  routes.get('/', c => readStream(hub, c))
  routes.all('/', c => {
    const message =
      'The log of a session is read-only here, so nothing was written. POST a command to /v1/commands.'
    return c.json({ code: 'forbidden', message }, 405, { Allow: 'GET, HEAD' })
  })
  return routes
}
