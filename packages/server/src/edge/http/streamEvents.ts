import type { Offset } from '@sluice/protocol'
import { systemClock } from '../system.ts'
import type { ApiContext } from './context.ts'
import { type LogReader, readAfter, toJsonArray, waitForMove } from './logReader.ts'
import { streamCursor } from './streamCursor.ts'

/** How long a stream lasts before the client is to connect again. [Durable Streams, 5.7] */
const LIFETIME_MS = 60_000

function toEvent(name: string, text: string): string {
  const lines = text.split('\n').map(line => `data: ${line}`)
  return `event: ${name}\n${lines.join('\n')}\n\n`
}

/** Answers with server-sent events: `data` with envelopes, each followed by `control` with where to go on. It is read from the log as fast as the client takes it. [S8] [S4] */
export function streamEvents(c: ApiContext, reader: LogReader, start: Offset | null): Response {
  const { signal } = c.req.raw
  const encoder = new TextEncoder()
  const endAt = systemClock.now() + LIFETIME_MS
  let after = start
  let cursor = c.req.query('cursor')
  let isFirst = true

  const control = (upToDate: boolean): string => {
    cursor = streamCursor(cursor)
    const body = { streamNextOffset: after ?? '-1', streamCursor: cursor, ...(upToDate ? { upToDate } : {}) }
    return toEvent('control', JSON.stringify(body))
  }

  const next = async (): Promise<string | null> => {
    while (!signal.aborted) {
      const { envelopes, atHead } = await readAfter(reader, after)
      if (envelopes.length > 0) {
        isFirst = false
        after = envelopes.at(-1)?.offset ?? after
        return toEvent('data', toJsonArray(envelopes)) + control(atHead)
      }
      if (isFirst) {
        isFirst = false
        return control(true)
      }
      const leftMs = endAt - systemClock.now()
      if (leftMs <= 0) return null
      await waitForMove(reader, after, leftMs, signal)
    }
    return null
  }

  const body = new ReadableStream<Uint8Array>(
    {
      pull: async controller => {
        const text = await next()
        if (text === null) controller.close()
        else controller.enqueue(encoder.encode(text))
      },
    },
    { highWaterMark: 0 },
  )
  return c.body(body, 200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-cache',
    'X-Accel-Buffering': 'no',
  })
}
