import { ServerError } from '../ServerError.ts'
import { isLoopbackAddress } from './origin.ts'
import type { Served, ServeOptions } from './types.ts'

/**
 * Serves a hub: the socket at `/v1/socket`, the HTTP API below `/v1`, and pages. Rejects with `host-refused` when it would be open to others
 * without authentication, and with the system's error when the port is taken. [S6]
 *
 * @example
 * const hub = createHub({ store, agents, clock: systemClock, timers: systemTimers, random: systemRandom })
 * const { url, close } = await serve({ hub, port: 4141, pages: { '/': 'dist/pages' } })
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const { hub, host = '127.0.0.1', origins = null } = options
  if (!hub.authenticates && !isLoopbackAddress(host)) {
    throw new ServerError(
      'host-refused',
      `The server would let everyone who reaches ${host} act as the local person, since the hub has no \`authenticate\`. Give it one, or listen on 127.0.0.1.`,
    )
  }
  // A host takes up what was lost before it can be reached, and need not load what speaks HTTP for that. [R3]
  const { listen } = await import('./listen.ts')
  return listen(options, { loopbackOnly: !hub.authenticates, origins })
}
