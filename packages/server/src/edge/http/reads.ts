import { directoryFilter } from '@sluice/protocol'
import * as v from 'valibot'
import type { Hub } from '../../hub/types.ts'
import { ServerError } from '../../ServerError.ts'
import type { ApprovalPlace } from '../../store/Store.ts'
import { type ApiContext, admit, countInQuery, offsetInQuery, sessionOf } from './context.ts'

/** How many entries a page has when nothing else is asked for. */
const PAGE_ENTRIES = 100

/** `GET /v1/principal`: who asks, as `welcome` says it; tells a page whether a socket was opened by who is signed in now. [S6] */
export async function readPrincipal(hub: Hub, c: ApiContext): Promise<Response> {
  const { id, tenant } = await admit(hub, c)
  c.header('Cache-Control', 'no-store')
  return c.json({ principal: id, tenant })
}

/** `GET /v1/sessions?agent&status&search&limit`: rows of the directory. [S13] */
export async function listSessions(hub: Hub, c: ApiContext): Promise<Response> {
  const principal = await admit(hub, c)
  const { agent, status, search } = c.req.query()
  const limit = countInQuery(c, 'limit', PAGE_ENTRIES, 1000)
  const asked = Object.entries({ agent, status, search, limit }).filter(([, value]) => value !== undefined)
  const filter = v.safeParse(directoryFilter, Object.fromEntries(asked))
  if (!filter.success)
    throw new ServerError(
      'bad-frame',
      'The query is not a filter of the directory. Use agent, status, search and limit.',
    )
  return c.json({ rows: await hub.reads.directory(principal, filter.output) })
}

const cursor = v.tuple([v.number(), v.string(), v.string(), v.string()])

/** The place in the inbox that an earlier answer gave as its cursor; null when absent. */
function placeInQuery(c: ApiContext): ApprovalPlace | null {
  const text = c.req.query('after')
  if (text === undefined) return null
  try {
    const [requestedAt, agent, session, approval] = v.parse(
      cursor,
      JSON.parse(Buffer.from(text, 'base64url').toString()),
    )
    return { requestedAt, agent, session, approval }
  } catch (cause) {
    throw new ServerError(
      'bad-frame',
      'The parameter after has to be what an earlier page gave as `after`.',
      {
        cause,
      },
    )
  }
}

/** `GET /v1/approvals?after&limit`: the inbox, a page of the open approvals of all sessions that one may read. [R16] */
export async function listApprovals(hub: Hub, c: ApiContext): Promise<Response> {
  const principal = await admit(hub, c)
  const limit = countInQuery(c, 'limit', PAGE_ENTRIES, 500)
  const { approvals, after } = await hub.reads.approvals(principal, placeInQuery(c), limit)
  const next =
    after === null
      ? null
      : Buffer.from(JSON.stringify([after.requestedAt, after.agent, after.session, after.approval])).toString(
          'base64url',
        )
  c.header('Cache-Control', 'private, no-cache')
  return c.json({ approvals, after: next })
}

/** `GET …/messages?before&limit`: a page of settled messages and runs, oldest first. [S3] */
export async function listMessages(hub: Hub, c: ApiContext): Promise<Response> {
  const principal = await admit(hub, c)
  const before =
    c.req.query('before') === undefined ? null : countInQuery(c, 'before', 1, Number.MAX_SAFE_INTEGER)
  const limit = countInQuery(c, 'limit', PAGE_ENTRIES, 500)
  const page = await hub.reads.page(principal, sessionOf(c), before, limit)
  c.header('Cache-Control', 'private, no-cache')
  return c.json(page)
}

/** A search for more than this is none that anybody types. */
const MOST_CHARACTERS = 500

/** `GET …/search?text`: the messages of the line that hold a text, oldest first. [S9] */
export async function searchMessages(hub: Hub, c: ApiContext): Promise<Response> {
  const principal = await admit(hub, c)
  const text = c.req.query('text')?.trim() ?? ''
  if (text === '' || text.length > MOST_CHARACTERS)
    throw new ServerError(
      'bad-frame',
      `The parameter text has to have 1 to ${MOST_CHARACTERS} characters, so nothing was looked for.`,
    )
  const messages = await hub.reads.search(principal, sessionOf(c), text)
  c.header('Cache-Control', 'private, no-cache')
  return c.json({ messages })
}

/** `GET …/view?at`: the windowed view at the head, or the whole view at an offset. [S3] */
export async function readView(hub: Hub, c: ApiContext): Promise<Response> {
  const principal = await admit(hub, c)
  const view = await hub.reads.view(principal, sessionOf(c), offsetInQuery(c, 'at'))
  c.header('Cache-Control', 'private, no-cache')
  return c.json(view)
}
