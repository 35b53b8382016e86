import { createPipe, type Pipe } from './createPipe.ts'
import type { SeededRandom } from './createRandom.ts'
import type { VirtualTime } from './createVirtualTime.ts'

/** What a socket tells the side that opened it. */
export interface DialListener {
  opened(): void
  message(text: unknown): void
  closed(): void
}

/** The end of a connection at the side that opened it. */
export interface DialedSocket {
  send(text: string): void
  close(): void
}

/** The end of a connection at the side that listens. */
export interface AcceptedSocket {
  send(texts: readonly string[]): void
  bufferedBytes(): number
  close(): void
}

/** What the side that listens does with what a connection brings. */
export interface AcceptListener {
  message(text: string): void
  drained(): void
  closed(): void
}

/** How bad the network is. Chances are of each connection. */
export interface Weather {
  readonly latencyMs: number
  /** The chance of a connection that is refused, and of one that is never answered. */
  readonly refused: number
  readonly unanswered: number
  /** The chance of a connection that breaks after so many bytes in one direction. */
  readonly breaks: number
  readonly breakBytes: number
  /** The chance of a way so narrow that the server has to wait for the reader. */
  readonly narrow: number
}

/** What can befall a connection. */
export type Mishap =
  /** What is on its way is lost, and both sides are told. */
  | 'reset'
  /** What is on its way is lost; only one side is told, or none. */
  | 'told-client'
  | 'told-server'
  | 'half-open'
  /** Nothing moves for a while, then everything does, also what was sent on a connection that its client has given up since. */
  | 'stall'

/** A network between clients and one server, which may be down. */
export interface SimulatedNetwork {
  dial(listener: DialListener): DialedSocket
  /** Takes connections from now on; null refuses them. */
  listen(accept: ((socket: AcceptedSocket) => AcceptListener) | null): void
  setWeather(weather: Weather): void
  /** Lets something befall a connection, if there is one. */
  befall(mishap: Mishap): void
  /** Ends every connection as the end of the server's process or machine does: the clients are told, or not. */
  loseServer(isTold: boolean): void
  /** Sends on what is stalled and lets go of what is half open, so that every side knows how things are. */
  heal(): void
  connections(): number
}

interface Connection {
  /** Ends it; what is on its way is lost. */
  lose(told: { readonly client: boolean; readonly server: boolean }): void
  stall(ms: number): void
  heal(): void
}

/** The weather of a good day. */
export const calm: Weather = { latencyMs: 2, refused: 0, unanswered: 0, breaks: 0, breakBytes: 1, narrow: 0 }

/** Bytes a millisecond of a narrow way: a few KB a second. */
const NARROW_BYTES_PER_MS = 4

/** Creates a network on which nobody listens yet. Within a connection order holds; across connections nothing does. */
export function createNetwork(time: VirtualTime, random: SeededRandom): SimulatedNetwork {
  const open = new Set<Connection>()
  /** Connections whose ends were not told; kept to be told when the network heals. */
  const forgotten = new Set<() => void>()
  let accept: ((socket: AcceptedSocket) => AcceptListener) | null = null
  let weather = calm

  function dial(listener: DialListener): DialedSocket {
    const { latencyMs, refused, unanswered, breaks, breakBytes, narrow } = weather
    const latency = random.between(0, 2 * latencyMs)
    const breaksAfterBytes = (): number => (random.chance(breaks) ? random.between(1, breakBytes) : Infinity)
    let isClientOpen = true
    let isServerOpen = false
    let server: AcceptListener | null = null

    const endClient = (): void => {
      if (!isClientOpen) return
      isClientOpen = false
      listener.closed()
    }
    const endServer = (): void => {
      open.delete(connection)
      if (!isServerOpen) return
      isServerOpen = false
      server?.closed()
    }

    const shared = { time, latencyMs: latency, broken: () => connection.lose({ client: true, server: true }) }
    const up: Pipe<string> = createPipe({
      ...shared,
      bytesPerMs: Infinity,
      breaksAfterBytes: breaksAfterBytes(),
      drained: () => undefined,
      arrived: text => {
        if (isServerOpen) server?.message(text)
      },
    })
    const down: Pipe<readonly string[]> = createPipe({
      ...shared,
      bytesPerMs: random.chance(narrow) ? NARROW_BYTES_PER_MS : Infinity,
      breaksAfterBytes: breaksAfterBytes(),
      drained: () => {
        if (isServerOpen) server?.drained()
      },
      arrived: texts => {
        for (const text of texts) if (isClientOpen) listener.message(text)
      },
    })

    const connection: Connection = {
      lose(told) {
        up.cut()
        down.cut()
        open.delete(connection)
        const tell = (isTold: boolean, end: () => void): void => {
          if (isTold) time.after(latency, end)
          else forgotten.add(end)
        }
        tell(told.client, endClient)
        tell(told.server, endServer)
      },
      stall(ms) {
        up.stall(ms)
        down.stall(ms)
      },
      heal() {
        up.widen(calm.latencyMs)
        down.widen(calm.latencyMs)
      },
    }

    const arrive = (): void => {
      if (accept === null) {
        time.after(latency, endClient)
        return
      }
      isServerOpen = true
      open.add(connection)
      server = accept({
        send: texts => {
          if (!isServerOpen) return
          down.push(
            texts,
            texts.reduce((sum, { length }) => sum + length, 0),
          )
        },
        bufferedBytes: down.waiting,
        close() {
          if (!isServerOpen) return
          isServerOpen = false
          open.delete(connection)
          down.afterwards(endClient)
        },
      })
      if (isClientOpen)
        time.after(latency, () => {
          if (isClientOpen) listener.opened()
        })
    }

    if (random.chance(unanswered)) forgotten.add(endClient)
    else if (random.chance(refused)) time.after(latency, endClient)
    else time.after(latency, arrive)

    return {
      send(text) {
        if (isClientOpen) up.push(text, text.length)
      },
      close() {
        if (!isClientOpen) return
        isClientOpen = false
        up.afterwards(endServer)
      },
    }
  }

  return {
    dial,
    listen(next) {
      accept = next
    },
    setWeather(next) {
      weather = next
    },
    befall(mishap) {
      if (open.size === 0) return
      const connection = random.pick([...open])
      if (mishap === 'stall') connection.stall(random.between(100, 40_000))
      else
        connection.lose({
          client: mishap === 'reset' || mishap === 'told-client',
          server: mishap === 'reset' || mishap === 'told-server',
        })
    },
    loseServer(isTold) {
      accept = null
      for (const connection of [...open]) connection.lose({ client: isTold, server: false })
    },
    heal() {
      weather = calm
      for (const connection of open) connection.heal()
      const ends = [...forgotten]
      forgotten.clear()
      for (const end of ends) end()
    },
    connections: () => open.size,
  }
}
