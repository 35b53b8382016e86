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

/** What a proxy lets through: all, all but sockets, as some networks do, or pages alone, as when the server is away and the pages are elsewhere. */
export type Passes = 'all' | 'requests' | 'pages'

/** How fast the way from the server is. */
export interface Way {
  /** How long a chunk travels, in ms. */
  readonly latencyMs: number
  /** At most so many bytes a second of each connection. */
  readonly bytesPerSecond: number
}

/** A proxy between page and server that does what networks do. */
export interface HostileProxy {
  readonly url: string
  /** WebSocket connections that were cut so far. */
  readonly cuts: number
  /** WebSocket connections that were ever opened. */
  readonly opened: number
  /** Those that are open. */
  readonly sockets: number
  setPasses(what: Passes): void
  /** Makes the way from the server slow, for connections that are opened from now on. */
  setWay(way: Way): void
  /** Lets the open WebSocket connections stand, and nothing come through them any more, either way; nobody is told. */
  freezeSockets(): void
  /** Refuses new connections and cuts those that are open, or lets them through again. */
  setDown(isDown: boolean): void
  close(): Promise<void>
}

/** Where the proxy cuts each WebSocket connection: after so many bytes from the server; null lets it live. */
export type NextCut = () => number | null

const wait = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/** Slices of a slow way: short enough that a word comes in pieces. */
const SLICE_MS = 50

/** Writes chunks in their order, each as late and as slowly as the way is. */
function createSlowWriter({ latencyMs, bytesPerSecond }: Way, to: Socket): (chunk: Buffer) => void {
  let last = Promise.resolve()
  return chunk => {
    const due = Date.now() + latencyMs
    last = last.then(async () => {
      await wait(Math.max(0, due - Date.now()))
      const slice = Math.max(1, Math.floor((bytesPerSecond * SLICE_MS) / 1000))
      for (let at = 0; at < chunk.length && !to.destroyed; at += slice) {
        to.write(chunk.subarray(at, at + slice))
        await wait(SLICE_MS)
      }
    })
  }
}

/** Starts a proxy on loopback in front of a port. Only WebSocket connections are cut by `nextCut`. */
export async function startHostileProxy(
  target: number,
  nextCut: NextCut = () => null,
): Promise<HostileProxy> {
  const open = new Set<Socket>()
  const sockets = new Set<Socket>()
  const frozen = new WeakSet<Socket>()
  let cuts = 0
  let opened = 0
  let down = false
  let passes: Passes = 'all'
  let way: Way | null = null

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
    const write = way ? createSlowWriter(way, page) : (chunk: Buffer) => void page.write(chunk)
    let left: number | null = null
    const end = () => {
      open.delete(page)
      sockets.delete(page)
      page.destroy()
      upstream.destroy()
    }
    open.add(page)
    page.on('data', chunk => {
      if (frozen.has(page)) return
      const isUpgrade = /^GET [^\r]*\r\n[\s\S]*upgrade: websocket/i.test(chunk.toString('latin1'))
      if (isStopped(chunk, isUpgrade)) return end()
      if (isUpgrade) {
        opened += 1
        sockets.add(page)
      }
      if (isUpgrade && left === null) left = nextCut()
      upstream.write(chunk)
    })
    upstream.on('data', chunk => {
      if (frozen.has(page)) return
      if (left === null || chunk.length < left) {
        if (left !== null) left -= chunk.length
        write(chunk)
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
    get opened() {
      return opened
    },
    get sockets() {
      return sockets.size
    },
    setPasses: what => {
      passes = what
      if (what !== 'all') for (const socket of sockets) socket.destroy()
    },
    setWay: next => {
      way = next
    },
    freezeSockets: () => {
      for (const socket of sockets) frozen.add(socket)
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
