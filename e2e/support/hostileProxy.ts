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
  /** WebSocket connections that are open. */
  readonly sockets: number
  /** What is let through: all, all but sockets, as some networks do, or pages alone, as when the server is away and the pages are elsewhere. */
  setPasses(what: Passes): void
  /** Refuses new connections and cuts those that are open, or lets them through again. */
  setDown(isDown: boolean): void
  close(): Promise<void>
}

/** What a proxy lets through. */
export type Passes = 'all' | 'requests' | 'pages'

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
  let passes: Passes = 'all'
  const sockets = new Set<Socket>()

  /** Tells whether what a page sends is held up on the way. */
  const isStopped = (chunk: Buffer, isUpgrade: boolean): boolean =>
    (isUpgrade && passes !== 'all') ||
    (passes === 'pages' && /^(?:GET|POST|DELETE|OPTIONS) \/v1\//.test(chunk.toString('latin1', 0, 40)))

  const server = createServer(page => {
    if (down) {
      page.resetAndDestroy()
      return
    }
    const upstream = connect(target, '127.0.0.1')
    let left: number | null = null
    const end = () => {
      open.delete(page)
      sockets.delete(page)
      page.destroy()
      upstream.destroy()
    }
    open.add(page)
    page.on('data', chunk => {
      const isUpgrade = /^GET [^\r]*\r\n[\s\S]*upgrade: websocket/i.test(chunk.toString('latin1'))
      if (isStopped(chunk, isUpgrade)) return end()
      if (isUpgrade) sockets.add(page)
      if (isUpgrade && left === null) left = nextCut()
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
    get sockets() {
      return sockets.size
    },
    setPasses: what => {
      passes = what
      if (what !== 'all') for (const socket of sockets) socket.destroy()
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
