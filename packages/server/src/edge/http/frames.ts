import { randomBytes } from 'node:crypto'
import { CONNECTION_HEADER, FRAMES_MEDIA_TYPE } from '@sluice/protocol'
import { Hono } from 'hono'
import type { Connection } from '../../connection/types.ts'
import type { Hub } from '../../hub/types.ts'
import { ServerError } from '../../ServerError.ts'
import { requestFacts } from '../requestFacts.ts'
import { type ApiContext, type Env, readBody } from './context.ts'
import { createPolledSocket, type PolledSocket } from './createPolledSocket.ts'

/** How long a request for frames is held when there are none; below what proxies on the way commonly allow. */
const HOLD_MS = 20_000

/** A connection whose frames nobody has fetched for so long is over. */
const IDLE_MS = 30_000

/** The frames of one request, together. [S7] */
const MOST_BYTES = 1024 * 1024

/** Unlike a socket, such a connection costs whoever opens it nothing to hold. [S7] */
const MOST_CONNECTIONS = 4096

interface Polled {
  readonly socket: PolledSocket
  readonly connection: Connection
  timer: NodeJS.Timeout | null
}

/**
 * Routes at `/v1/frames`: the frames of the socket for those who cannot have one. `POST` without the connection header opens a connection and answers
 * with its name, `POST` with it takes frames, `GET` is held until there are some, `DELETE` ends. A name that is not known, or not any more, is
 * `not-found`. Everything else is as on a socket. [W4]
 */
export function createFrameRoutes(hub: Hub): Hono<Env> {
  const routes = new Hono<Env>()
  const connections = new Map<string, Polled>()

  function drop(name: string): void {
    const polled = connections.get(name)
    if (polled === undefined) return
    connections.delete(name)
    if (polled.timer !== null) clearTimeout(polled.timer)
    polled.connection.onClose()
    // Whoever still fetches is told.
    polled.socket.close(1000, '')
  }

  function expect(name: string, polled: Polled): void {
    if (polled.timer !== null) clearTimeout(polled.timer)
    polled.timer = setTimeout(() => drop(name), IDLE_MS)
    // A server that stops does not wait for it.
    polled.timer.unref()
  }

  function find(c: ApiContext): [string, Polled] {
    const name = c.req.header(CONNECTION_HEADER) ?? ''
    const polled = connections.get(name)
    if (polled === undefined)
      throw new ServerError('not-found', 'There is no such connection any more. Open another one.')
    return [name, polled]
  }

  routes.post('/', async c => {
    if (c.req.header(CONNECTION_HEADER) === undefined) {
      if (connections.size >= MOST_CONNECTIONS) throw new ServerError('too-many-connections')
      const name = randomBytes(24).toString('base64url')
      const socket = createPolledSocket(() => polled.connection.onDrain())
      const polled: Polled = {
        socket,
        connection: hub.connect(socket, requestFacts(c.env.incoming)),
        timer: null,
      }
      connections.set(name, polled)
      expect(name, polled)
      c.header('Cache-Control', 'no-store')
      return c.text(name, 201)
    }
    const [, { connection }] = find(c)
    const text = new TextDecoder().decode(await readBody(c, MOST_BYTES))
    for (const line of text.split('\n')) if (line !== '') connection.onMessage(line)
    return c.body(null, 204)
  })

  routes.get('/', async c => {
    const [name, polled] = find(c)
    if (polled.timer !== null) clearTimeout(polled.timer)
    const text = await polled.socket.take(HOLD_MS)
    if (text === null) {
      drop(name)
      throw new ServerError('not-found', 'The connection is closed. Open another one.')
    }
    if (connections.get(name) === polled) expect(name, polled)
    return c.body(text, 200, {
      'Content-Type': FRAMES_MEDIA_TYPE,
      'Cache-Control': 'no-store, no-transform',
      // Proxies would hold back what is not much.
      'X-Accel-Buffering': 'no',
    })
  })

  routes.delete('/', c => {
    drop(find(c)[0])
    return c.body(null, 204)
  })

  return routes
}
