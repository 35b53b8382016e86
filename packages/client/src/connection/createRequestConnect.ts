import { MOST_FRAME_BYTES } from '@sluice/protocol'
import type { Connect } from '../environment.ts'

/** UTF-16 units of the frames that travel in one request; each may be three bytes. */
const MOST_TOGETHER = MOST_FRAME_BYTES / 4

/** Makes a request of the connection that it names, none to open one; resolves with the body of a good answer, and rejects when there is none or when `signal` aborts. */
export type FrameRequest = (
  method: 'POST' | 'GET' | 'DELETE',
  connection: string,
  body: string | undefined,
  signal: AbortSignal | null,
) => Promise<string>

/**
 * Connects by requests: frames go up with `POST /v1/frames`, and come down with a `GET` that the server holds until it has some. A request that
 * fails ends the connection, as a socket's end would, so that nothing can be missing in between. [W4]
 */
export function createRequestConnect(request: FrameRequest): Connect {
  return listener => {
    const stop = new AbortController()
    const waiting: string[] = []
    let connection = ''
    let isSending = true

    function end(): void {
      if (stop.signal.aborted) return
      close()
      listener.closed()
    }

    function close(): void {
      stop.abort()
      // The server would notice by itself, only later.
      if (connection) request('DELETE', connection, undefined, null).catch(() => {})
    }

    /** The next frames, one in each line: at least one, and what fits with it. */
    function take(): string {
      let length = 0
      const more = waiting.findIndex((text, index) => {
        length += text.length
        return index > 0 && length > MOST_TOGETHER
      })
      return waiting.splice(0, more < 0 ? waiting.length : more).join('\n')
    }

    async function send(): Promise<void> {
      if (isSending) return
      isSending = true
      // Frames that are sent in one turn travel together.
      await undefined
      while (waiting.length > 0) await request('POST', connection, take(), stop.signal)
      isSending = false
    }

    async function run(): Promise<void> {
      connection = await request('POST', '', '', stop.signal)
      isSending = false
      listener.opened()
      while (!stop.signal.aborted)
        for (const text of (await request('GET', connection, undefined, stop.signal)).split('\n')) {
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
