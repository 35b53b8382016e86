import {
  CONNECTION_HEADER,
  EVENT_REVISION,
  FRAMES_PATH,
  PRINCIPAL_PATH,
  VIEW_REVISION,
} from '@sluice/protocol'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import type { Hub } from '../../hub/types.ts'
import { ServerError } from '../../ServerError.ts'
import { isOriginAllowed, type OriginRule } from '../origin.ts'
import { systemClock } from '../system.ts'
import type { ServeOptions } from '../types.ts'
import { answerError } from './answers.ts'
import { createBlobRoutes } from './blobs.ts'
import { postCommand } from './commands.ts'
import type { Env } from './context.ts'
import { createFrameRoutes } from './frames.ts'
import { listConnections, listUsage, listWakes } from './operators.ts'
import { addPages } from './pages.ts'
import {
  listApprovals,
  listMessages,
  listSessions,
  readPrincipal,
  readView,
  searchMessages,
} from './reads.ts'
import { createStreamRoutes } from './streams.ts'

/** What the HTTP side of an edge is made of. */
export interface AppOptions {
  readonly hub: Hub
  readonly rule: OriginRule
  readonly pages: NonNullable<ServeOptions['pages']>
}

/** Lets pages of the origins that were allowed read the answers. */
const allowPages = cors({
  origin: origin => origin,
  allowMethods: ['GET', 'HEAD', 'POST', 'DELETE'],
  allowHeaders: ['authorization', 'content-type', 'if-none-match', CONNECTION_HEADER],
  exposeHeaders: ['etag', 'retry-after', 'stream-next-offset', 'stream-up-to-date', 'stream-cursor'],
  maxAge: 600,
})

/** Creates the HTTP API and the pages. */
export function createApp({ hub, rule, pages }: AppOptions): Hono<Env> {
  const app = new Hono<Env>()
  app.onError((error, c) => answerError(c, error))
  app.use(async (c, next) => {
    if (!isOriginAllowed(c.env.incoming.headers, rule)) throw new ServerError('host-refused')
    await next()
    c.res.headers.set('X-Content-Type-Options', 'nosniff')
    c.res.headers.set('Referrer-Policy', 'no-referrer')
    // Who may ask was asked above; nothing here goes by a cookie.
    c.res.headers.set('Cross-Origin-Resource-Policy', rule.loopbackOnly ? 'same-site' : 'cross-origin')
  })
  app.use('/v1/*', allowPages)
  app.get('/v1/health', c =>
    c.json({ ok: true, at: systemClock.now(), eventRevision: EVENT_REVISION, viewRevision: VIEW_REVISION }),
  )
  app.get(PRINCIPAL_PATH, c => readPrincipal(hub, c))
  app.post('/v1/commands', c => postCommand(hub, c))
  app.route(FRAMES_PATH, createFrameRoutes(hub))
  app.get('/v1/approvals', c => listApprovals(hub, c))
  app.get('/v1/wakes', c => listWakes(hub, c))
  app.get('/v1/usage', c => listUsage(hub, c))
  app.get('/v1/connections', c => listConnections(hub, c))
  app.get('/v1/sessions', c => listSessions(hub, c))
  app.get('/v1/sessions/:agent/:id/messages', c => listMessages(hub, c))
  app.get('/v1/sessions/:agent/:id/search', c => searchMessages(hub, c))
  app.get('/v1/sessions/:agent/:id/view', c => readView(hub, c))
  app.route('/v1/sessions/:agent/:id/blobs', createBlobRoutes(hub))
  app.route('/v1/sessions/:agent/:id/events', createStreamRoutes(hub))
  app.all('/v1/*', () => {
    throw new ServerError('not-found', 'There is nothing at this path of the API.')
  })
  addPages(app, pages)
  return app
}
