import type { Connect } from '@sluice/client'
import {
  createNetwork,
  type Mishap,
  type SeededRandom,
  type SimulatedNetwork,
  type VirtualTime,
  type Weather,
} from '@sluice/testkit/simulation'

/** What stands between pages and sockets: something that refuses them, or that never answers. */
export type Obstacle = 'refuses' | 'hangs'

/** The ways between clients and the server: sockets, and requests that each take a connection of their own. */
export interface Networks {
  readonly sockets: SimulatedNetwork
  readonly requests: SimulatedNetwork
  /** Opens a socket, unless something stands in the way. */
  readonly dial: Connect
  /** Lets something forbid new sockets; null takes it away. */
  block(obstacle: Obstacle | null): void
  /** Refuses everything from now on. */
  close(): void
  setWeather(weather: Weather): void
  /** Lets something befall a connection, if there is one. */
  befall(mishap: Mishap): void
  loseServer(isTold: boolean): void
  heal(): void
}

/** How long it takes to refuse a socket. */
const REFUSED_MS = 5

/** Creates networks on which nobody listens yet. */
export function createNetworks(time: VirtualTime, random: SeededRandom): Networks {
  const sockets = createNetwork(time, random.fork())
  const requests = createNetwork(time, random.fork())
  const both = [sockets, requests]
  let obstacle: Obstacle | null = null
  return {
    sockets,
    requests,
    dial: listener => {
      if (obstacle === null) return sockets.dial(listener)
      if (obstacle === 'refuses') time.after(REFUSED_MS, listener.closed)
      return { send: () => undefined, close: () => undefined }
    },
    block: next => {
      obstacle = next
    },
    close: () => {
      for (const network of both) network.listen(null)
    },
    setWeather: weather => {
      for (const network of both) network.setWeather(weather)
    },
    befall: mishap => {
      const used = both.filter(network => network.connections() > 0)
      if (used.length > 0) random.pick(used).befall(mishap)
    },
    loseServer: isTold => {
      for (const network of both) network.loseServer(isTold)
    },
    heal: () => {
      for (const network of both) network.heal()
    },
  }
}
