import { randomBytes } from 'node:crypto'
import { CONNECTION_HEADER, FRAMES_MEDIA_TYPE, MOST_FRAME_BYTES } from '@sluice/protocol'
import { Hono } from 'hono'
import { createPolledConnections } from '../../connection/createPolledConnections.ts'
import type { Hub } from '../../hub/types.ts'
import { requestFacts } from '../requestFacts.ts'
import { systemTimers } from '../system.ts'
import { type Env, readBody } from './context.ts'

/**
 * Routes at `/v1/frames`: the frames of the socket for those who cannot have one. `POST` without the connection header opens a connection and answers
 * with its name, `POST` with it takes frames, `GET` is held until there are some, `DELETE` ends. Everything else is as on a socket. [W4]
 */
export function createFrameRoutes(hub: Hub): Hono<Env> {
  const routes = new Hono<Env>()
  const connections = createPolledConnections(hub, systemTimers, () => randomBytes(24).toString('base64url'))

  routes.post('/', async c => {
    const name = c.req.header(CONNECTION_HEADER)
    if (name === undefined) {
      c.header('Cache-Control', 'no-store')
      return c.text(connections.open(requestFacts(c.env.incoming)), 201)
    }
    connections.push(name, '')
    connections.push(name, new TextDecoder().decode(await readBody(c, MOST_FRAME_BYTES)))
    return c.body(null, 204)
  })

  routes.get('/', async c =>
    c.body(await connections.take(c.req.header(CONNECTION_HEADER) ?? ''), 200, {
      'Content-Type': FRAMES_MEDIA_TYPE,
      'Cache-Control': 'no-store, no-transform',
      // Proxies would hold back what is not much.
      'X-Accel-Buffering': 'no',
    }),
  )

  routes.delete('/', c => {
    connections.end(c.req.header(CONNECTION_HEADER) ?? '')
    return c.body(null, 204)
  })

  return routes
}
