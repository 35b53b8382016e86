import type { Hub } from '../hub/types.ts'
import type { Timers } from '../ports.ts'
import { ServerError } from '../ServerError.ts'
import { createPolledSocket, type PolledSocket } from './createPolledSocket.ts'
import type { Connection, ConnectionRequest } from './types.ts'

/** How long a request for frames is held when there are none; below what proxies on the way commonly allow. */
const HOLD_MS = 20_000

/** A connection whose frames nobody has fetched for so long is over. */
const IDLE_MS = 30_000

/** Unlike a socket, such a connection costs whoever opens it nothing to hold. [S7] */
const MOST_CONNECTIONS = 4096

/** Connections whose frames travel by requests. A name that is not known, or not any more, is `not-found`. [W4] */
export interface PolledConnections {
  /** Opens a connection and returns its name. */
  open(request: ConnectionRequest): string
  /** Takes frames, one in each line. */
  push(name: string, text: string): void
  /** Resolves with the frames that wait, one in each line; held until there are some, but not for long. */
  take(name: string): Promise<string>
  end(name: string): void
}

interface Polled {
  readonly socket: PolledSocket
  readonly connection: Connection
  cancel: (() => void) | null
}

/** Creates the connections of a hub whose frames travel by requests; `newName` draws a name that nobody can guess. [W4] */
export function createPolledConnections(hub: Hub, timers: Timers, newName: () => string): PolledConnections {
  const connections = new Map<string, Polled>()

  function drop(name: string): void {
    const polled = connections.get(name)
    if (polled === undefined) return
    connections.delete(name)
    polled.cancel?.()
    polled.connection.onClose()
    // Whoever still fetches is told.
    polled.socket.close(1000, '')
  }

  function expect(name: string, polled: Polled): void {
    polled.cancel?.()
    polled.cancel = timers.after(IDLE_MS, () => drop(name))
  }

  function find(name: string): Polled {
    const polled = connections.get(name)
    if (polled === undefined)
      throw new ServerError('not-found', 'There is no such connection any more. Open another one.')
    return polled
  }

  return {
    open(request) {
      if (connections.size >= MOST_CONNECTIONS) throw new ServerError('too-many-connections')
      const name = newName()
      const socket = createPolledSocket(timers, () => polled.connection.onDrain())
      const polled: Polled = { socket, connection: hub.connect(socket, request), cancel: null }
      connections.set(name, polled)
      expect(name, polled)
      return name
    },
    push(name, text) {
      const { connection } = find(name)
      for (const line of text.split('\n')) if (line !== '') connection.onMessage(line)
    },
    async take(name) {
      const polled = find(name)
      polled.cancel?.()
      const text = await polled.socket.take(HOLD_MS)
      if (text === null) {
        drop(name)
        throw new ServerError('not-found', 'The connection is closed. Open another one.')
      }
      if (connections.get(name) === polled) expect(name, polled)
      return text
    },
    end(name) {
      find(name)
      drop(name)
    },
  }
}
