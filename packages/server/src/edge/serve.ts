import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Hub } from '../hub/types.ts'
import { ServerError } from '../ServerError.ts'
import { acceptUpgrades } from './acceptUpgrades.ts'
import { createApp } from './http/createApp.ts'
import { isLoopbackAddress, type OriginRule } from './origin.ts'

/** Where and what an edge serves. */
export interface ServeOptions {
  readonly hub: Hub
  /** 0, the default, for any that is free. */
  readonly port?: number
  /** The address to listen on; 127.0.0.1 when absent. Without authentication it has to be loopback. [S6] */
  readonly host?: string
  /** Directories with built pages by the path they appear under, such as `/` and `/console`. */
  readonly pages?: Readonly<Record<string, string>>
  /** Origins of other servers' pages that may ask, such as `https://app.example.com`; any when absent. With authentication only. [S6] */
  readonly origins?: readonly string[]
}

/** A server that listens. */
export interface Served {
  /** Without a slash at the end. */
  readonly url: string
  readonly port: number
  /** Says goodbye to the clients, closes the hub, and stops listening. */
  close(): Promise<void>
}

/** How long sockets may take to close after goodbye. */
const GRACE_MS = 1_000

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function stop(server: Server, dropSockets: () => void): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(() => {
      dropSockets()
      server.closeAllConnections()
    }, GRACE_MS)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })
}

/**
 * Serves a hub: the socket at `/v1/socket`, the HTTP API below `/v1`, and pages. Rejects with `host-refused` when it would be open to others
 * without authentication, and with the system's error when the port is taken. [S6]
 *
 * @example
 * const hub = createHub({ store, agents, clock: systemClock, timers: systemTimers, random: systemRandom })
 * const { url, close } = await serve({ hub, port: 4141, pages: { '/': 'dist/pages' } })
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const { hub, port = 0, host = '127.0.0.1', pages = {}, origins } = options
  if (!hub.authenticates && !isLoopbackAddress(host)) {
    throw new ServerError(
      'host-refused',
      `The server would let everyone who reaches ${host} act as the local person, since the hub has no \`authenticate\`. Give it one, or listen on 127.0.0.1.`,
    )
  }
  const rule: OriginRule = { loopbackOnly: !hub.authenticates, origins: origins ?? null }
  const server = createAdaptorServer({ fetch: createApp({ hub, rule, pages }).fetch }) as Server
  const dropSockets = acceptUpgrades(server, hub, rule)
  const bound = await listen(server, port, host)
  const name = host.includes(':') ? `[${host}]` : host
  let closed: Promise<void> | null = null
  return {
    url: `http://${name}:${bound}`,
    port: bound,
    close: () => {
      closed ??= hub.close().then(() => stop(server, dropSockets))
      return closed
    },
  }
}
