import { request as httpRequest } from 'node:http'
import { SUBPROTOCOL } from '@sluice/protocol'
import {
  type HubOptions,
  type Served,
  type ServeOptions,
  serve,
  systemClock,
  systemTimers,
} from '@sluice/server'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { createHarness, type Harness } from './createHarness.ts'
import { until } from './until.ts'

/** A server that listens on a free port of loopback, and its hub. */
export interface Edge extends Harness {
  readonly served: Served
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** A request with headers that fetch does not let anyone set. */
  raw(
    path: string,
    headers: Record<string, string>,
    method?: string,
  ): Promise<{ status: number; body: string }>
  socket(options?: { headers?: Record<string, string>; protocol?: string; path?: string }): EdgeSocket
}

/** A WebSocket of a test. */
export interface EdgeSocket {
  readonly frames: readonly { readonly type: string; readonly [field: string]: unknown }[]
  readonly webSocket: WebSocket
  /** How it ended: a close code, or the status of a refused upgrade. */
  ended(): number | null
  send(frame: unknown): void
  wait(type: string, count?: number): Promise<Record<string, unknown>>
}

function openSocket(url: string, protocol: string, headers: Record<string, string>): EdgeSocket {
  const frames: { type: string }[] = []
  const waiting: string[] = []
  let ended: number | null = null
  const webSocket = new WebSocket(url, protocol, { headers })
  webSocket.on('message', data => frames.push(JSON.parse(String(data))))
  webSocket.on('open', () => {
    for (const text of waiting) webSocket.send(text)
  })
  webSocket.on('unexpected-response', (_, response) => {
    ended = response.statusCode ?? 0
    response.resume()
  })
  webSocket.on('close', code => {
    ended ??= code
  })
  webSocket.on('error', () => undefined)
  onTestFinished(() => webSocket.terminate())
  const has = (type: string, count: number) => frames.filter(frame => frame.type === type).length >= count
  return {
    frames,
    webSocket,
    ended: () => ended,
    send: frame => {
      const text = typeof frame === 'string' ? frame : JSON.stringify(frame)
      if (webSocket.readyState === WebSocket.OPEN) webSocket.send(text)
      else waiting.push(text)
    },
    wait: async (type, count = 1) => {
      await until(
        () => has(type, count),
        () => `${count} × ${type}, but got ${JSON.stringify(frames).slice(0, 2000)}, ended ${ended}`,
      )
      return frames.filter(frame => frame.type === type)[count - 1] as never
    },
  }
}

/** Starts a server on the system's clock. It is closed at the end of the test. */
export async function createEdge(
  hubOptions: Partial<HubOptions> = {},
  options: Partial<ServeOptions> = {},
): Promise<Edge> {
  const harness = createHarness({ clock: systemClock, timers: systemTimers, ...hubOptions })
  const served = await serve({ hub: harness.hub, ...options })
  onTestFinished(() => served.close())
  return {
    ...harness,
    served,
    fetch: (path, init) => fetch(served.url + path, init),
    raw: (path, headers, method = 'GET') =>
      new Promise((resolve, reject) => {
        const request = httpRequest(
          { port: served.port, host: '127.0.0.1', path, headers, method },
          response => {
            let body = ''
            response.setEncoding('utf8')
            response.on('data', piece => {
              body += piece
            })
            response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
          },
        )
        request.on('error', reject)
        request.end()
      }),
    socket: ({ headers = {}, protocol = SUBPROTOCOL, path = '/v1/socket' } = {}) =>
      openSocket(served.url.replace('http', 'ws') + path, protocol, headers),
  }
}

/** The first frame of a client. */
export const hello = (token?: string) => ({
  type: 'hello',
  eventRevision: 1,
  viewRevision: 1,
  ...(token === undefined ? {} : { token }),
})
