import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { acceptUpgrades } from './acceptUpgrades.ts'
import { createApp } from './http/createApp.ts'
import type { OriginRule } from './origin.ts'
import type { Served, ServeOptions } from './types.ts'

/** How long sockets may take to close after goodbye. */
const GRACE_MS = 1_000

function bind(server: Server, port: number, host: string): Promise<number> {
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

/** Listens for whoever the rule lets in. */
export async function listen(
  { hub, port = 0, host = '127.0.0.1', pages = {} }: ServeOptions,
  rule: OriginRule,
): Promise<Served> {
  const server = createAdaptorServer({ fetch: createApp({ hub, rule, pages }).fetch }) as Server
  const dropSockets = acceptUpgrades(server, hub, rule)
  const bound = await bind(server, port, host)
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
