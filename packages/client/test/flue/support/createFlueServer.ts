import { readFileSync } from 'node:fs'
import type { FlueChunk, FlueSnapshot } from '../../../src/flue/wire.ts'

/** A conversation as a real server told it: all chunks from the beginning, and the history after them. */
export interface Captured {
  readonly history: FlueSnapshot & { readonly incarnation: string }
  readonly updates: readonly FlueChunk[]
}

const file = new URL('../golden/conversation.json', import.meta.url)

/** The captured conversation. */
export const captured = JSON.parse(readFileSync(file, 'utf8')) as Captured

/** The chunks of the captured conversation that have a place in it. */
export const chunks: readonly FlueChunk[] = captured.updates.filter(({ position }) => position !== undefined)

const offsetOf = (batch: number): string =>
  batch < 0 ? '-1' : `${'0'.repeat(16)}_${String(batch).padStart(16, '0')}`

/** A server that tells what was captured, over `fetch`. */
export interface FlueServer {
  readonly fetch: typeof fetch
  /** What was asked for so far, without the address. */
  readonly requests: string[]
  /** The bodies that were posted. */
  readonly posts: unknown[]
  /** Says no more than the chunks before this one, until it is told to. */
  sayUntil(count: number): void
  /** Whether there is a conversation. */
  exists: boolean
  incarnation: string
  /** Breaks the next streams after so many characters each. */
  readonly cuts: number[]
  /** Receipts of the next sends; without one a send fails as by a broken network. */
  readonly receipts: object[]
  /** Said once in the next stream, as it is. */
  oddity: unknown
  /** Whether streams come at all. */
  streams: boolean
}

/** Creates a server that has said nothing yet. */
export function createFlueServer(): FlueServer {
  let said = 0
  const waiting = new Set<() => void>()
  const headOf = (): number => (said === 0 ? -1 : (chunks[said - 1]?.position.batch ?? -1))
  const after = (offset: string): FlueChunk[] => {
    const batch = offset === '-1' ? -1 : Number(offset.split('_')[1])
    return chunks.slice(0, said).filter(({ position }) => position.batch > batch)
  }

  const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
    new Response(JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/json', ...headers },
    })

  function stream(from: string, signal: AbortSignal | null | undefined): Response {
    let next = from
    let isFirst = true
    let left = server.cuts.shift() ?? Number.POSITIVE_INFINITY
    const encoder = new TextEncoder()
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (!isFirst && after(next).length === 0)
          await new Promise<void>(resolve => {
            waiting.add(resolve)
            signal?.addEventListener('abort', () => resolve())
          })
        if (signal?.aborted) return controller.error(new DOMException('aborted', 'AbortError'))
        const checkpoint = isFirst ? [{ type: 'stream-checkpoint', incarnation: server.incarnation }] : []
        isFirst = false
        const found = after(next)
        // Some batches in an event, as a server says them.
        const upTo = found[Math.min(found.length, 7) - 1]?.position.batch ?? headOf()
        const odd = server.oddity === undefined ? [] : [server.oddity]
        server.oddity = undefined
        const items = [...checkpoint, ...odd, ...found.filter(({ position }) => position.batch <= upTo)]
        next = offsetOf(upTo)
        const control = { streamNextOffset: next, upToDate: upTo === headOf() }
        const text = `event: data\ndata:${JSON.stringify(items)}\n\nevent: control\ndata:${JSON.stringify(control)}\n\n`
        controller.enqueue(encoder.encode(text.slice(0, left)))
        left -= text.length
        if (left <= 0) controller.error(new TypeError('cut'))
      },
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  }

  const server: FlueServer = {
    requests: [],
    posts: [],
    cuts: [],
    receipts: [],
    exists: true,
    streams: true,
    oddity: undefined,
    incarnation: captured.history.incarnation,
    sayUntil(count) {
      said = count
      for (const wake of waiting) wake()
      waiting.clear()
    },
    fetch: async (input, init) => {
      const url = new URL(String(input))
      server.requests.push(`${init?.method ?? 'GET'} ${url.search}`)
      if (init?.method === 'POST') {
        server.posts.push(JSON.parse(String(init.body ?? '{}')))
        const receipt = server.receipts.shift()
        if (receipt === undefined) throw new TypeError('Failed to fetch')
        return json(receipt, 202)
      }
      if (!server.exists) return json({ error: { type: 'stream_not_found', message: 'none' } }, 404)
      const query = url.searchParams
      if (query.get('view') === 'history') {
        if (said < chunks.length) throw new Error('Only the end of what was captured has a history.')
        return json({ ...captured.history, incarnation: server.incarnation })
      }
      const offset = query.get('offset') ?? '-1'
      // A real one refuses an offset that is not padded.
      if (!/^(-1|\d{16}_\d{16})$/.test(offset)) return json({ error: { type: 'invalid_request' } }, 400)
      const live = query.get('live')
      if (live === 'sse') {
        if (server.streams) return stream(offset, init?.signal)
        return new Response(new ReadableStream({ pull: () => new Promise(() => {}) }))
      }
      if (live === 'long-poll' && after(offset).length === 0)
        await new Promise<void>(resolve => {
          waiting.add(resolve)
          init?.signal?.addEventListener('abort', () => resolve())
        })
      if (init?.signal?.aborted) throw new DOMException('aborted', 'AbortError')
      const checkpoint = { type: 'stream-checkpoint', incarnation: server.incarnation }
      return json([checkpoint, ...after(offset)], 200, {
        'stream-next-offset': offsetOf(headOf()),
        'stream-up-to-date': 'true',
      })
    },
  }
  return server
}
