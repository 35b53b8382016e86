import { CONNECTION_HEADER, FRAMES_MEDIA_TYPE, FRAMES_PATH } from '@sluice/protocol'
import type { Connect } from '../environment.ts'
import { serverUrl } from './serverUrl.ts'

/** Longer than the server holds a request for frames, which is 20 s. */
const HELD_MS = 30_000

/**
 * Connects by requests: frames go up with `POST /v1/frames`, and come down with a `GET` that the server holds until it has some. A request that
 * fails ends the connection, as a socket's end would, so that nothing can be missing in between. [W4]
 */
export function requestConnect(url: string | undefined): Connect {
  return listener => {
    const address = (): string => serverUrl(url, FRAMES_PATH, 'http')
    const stop = new AbortController()
    const waiting: string[] = []
    let connection = ''
    let isSending = true

    async function request(method: string, body?: string): Promise<string> {
      const response = await fetch(address(), {
        method,
        headers: {
          ...(connection && { [CONNECTION_HEADER]: connection }),
          ...(body !== undefined && { 'content-type': FRAMES_MEDIA_TYPE }),
        },
        body: body ?? null,
        cache: 'no-store',
        signal: AbortSignal.any([stop.signal, AbortSignal.timeout(HELD_MS)]),
      })
      if (!response.ok) throw new Error(`The server answered ${response.status}.`)
      return response.text()
    }

    function end(): void {
      if (stop.signal.aborted) return
      close()
      listener.closed()
    }

    function close(): void {
      stop.abort()
      if (!connection) return
      // The server would notice by itself, only later.
      const headers = { [CONNECTION_HEADER]: connection }
      fetch(address(), { method: 'DELETE', headers, keepalive: true }).catch(() => {})
    }

    async function send(): Promise<void> {
      if (isSending) return
      isSending = true
      // Frames that are sent in one turn travel together.
      await undefined
      while (waiting.length > 0) await request('POST', waiting.splice(0).join('\n'))
      isSending = false
    }

    async function run(): Promise<void> {
      connection = await request('POST', '')
      isSending = false
      listener.opened()
      while (!stop.signal.aborted)
        for (const text of (await request('GET')).split('\n')) {
          if (text && !stop.signal.aborted) listener.message(text)
        }
    }

    run().catch(end)
    return {
      send(text) {
        waiting.push(text)
        send().catch(end)
      },
      close,
    }
  }
}
