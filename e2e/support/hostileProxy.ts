import { connect, createServer, type Socket } from 'node:net'

/** A number from 0 to below 1, the next of a seeded sequence (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** A proxy between page and server that does what networks do. */
export interface HostileProxy {
  readonly url: string
  /** WebSocket connections that were cut so far. */
  readonly cuts: number
  /** Refuses new connections and cuts those that are open, or lets them through again. */
  setDown(isDown: boolean): void
  close(): Promise<void>
}

/** Where the proxy cuts each WebSocket connection: after so many bytes from the server; null lets it live. */
export type NextCut = () => number | null

/** Starts a proxy on loopback in front of a port. Only WebSocket connections are cut by `nextCut`. */
export async function startHostileProxy(
  target: number,
  nextCut: NextCut = () => null,
): Promise<HostileProxy> {
  const open = new Set<Socket>()
  let cuts = 0
  let down = false

  const server = createServer(page => {
    if (down) {
      page.resetAndDestroy()
      return
    }
    const upstream = connect(target, '127.0.0.1')
    let left: number | null = null
    const end = () => {
      open.delete(page)
      page.destroy()
      upstream.destroy()
    }
    open.add(page)
    page.on('data', chunk => {
      if (left === null && /^GET [^\r]*\r\n[\s\S]*upgrade: websocket/i.test(chunk.toString('latin1')))
        left = nextCut()
      upstream.write(chunk)
    })
    upstream.on('data', chunk => {
      if (left === null || chunk.length < left) {
        if (left !== null) left -= chunk.length
        page.write(chunk)
        return
      }
      cuts += 1
      page.write(chunk.subarray(0, left), end)
    })
    for (const socket of [page, upstream]) {
      socket.on('error', end)
      socket.on('close', end)
    }
  })

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy got no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    get cuts() {
      return cuts
    },
    setDown: isDown => {
      down = isDown
      if (isDown) for (const socket of open) socket.destroy()
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}
