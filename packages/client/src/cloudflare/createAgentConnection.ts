import { createReadables, keep } from '../cell.ts'
import {
  type ConnectionEvent,
  type ConnectionState,
  connectionView,
  idleConnection,
} from '../connection/state.ts'
import { step } from '../connection/step.ts'
import type { ConnectionView } from '../connection/view.ts'
import type { Environment, Socket } from '../environment.ts'
import type { Readable } from '../readable.ts'
import type { AgentSocketListener } from './edge/agentTransport.ts'

/** What happens to a connection. */
export interface AgentConnectionListener {
  /** A new socket takes frames. */
  ready(): void
  /** It takes no more. */
  lost(): void
  /** Nothing was heard for a while. */
  ping(): void
  message(data: unknown): void
  /** The server closed the socket and does not want another. */
  refused(code: number, reason: string): void
}

/** A connection to an agent that is kept alive. [C1 W2] */
export interface AgentConnection {
  readonly view: Readable<ConnectionView>
  /** Takes what happens to it: the first words of the server are its welcome. */
  dispatch(event: ConnectionEvent): void
  /** Sends a frame; tells whether there was a socket. */
  send(frame: object | string): boolean
  stop(type: 'stop' | 'close'): void
}

/** Whether a server that closes with this code wants no other attempt. */
const isFinal = (code: number): boolean => code === 1008 || (code >= 4000 && code < 5000)

/** Creates a connection; `open` opens one socket, after asking for the address. It runs the machine that our own server's connection runs. [C1] */
export function createAgentConnection(
  environment: Environment,
  open: (listener: AgentSocketListener) => Socket | Promise<Socket>,
  listener: AgentConnectionListener,
): AgentConnection {
  let state: ConnectionState = idleConnection
  let view: ConnectionView = { ...connectionView(state), since: environment.now() }
  let socket: Socket | undefined
  /** Grows with each socket that is let go, so that a late word of it is not taken for the next one's. */
  let generation = 0
  let stopTimer: (() => void) | undefined
  let stopWatching: (() => void) | undefined
  const { readable, tell } = createReadables()

  function dispatch(event: ConnectionEvent): void {
    const context = { now: environment.now(), random: environment.random(), renews: false }
    const result = step(state, event, context)
    const { effects } = result
    state = result.state
    const next = connectionView(state)
    view = keep(view, { ...next, since: next.status === view.status ? view.since : environment.now() })
    if (effects.drop) {
      generation += 1
      socket?.close()
      socket = undefined
    }
    if (effects.timer) {
      stopTimer?.()
      if (state.until !== null)
        stopTimer = environment.after(state.until - environment.now(), () => dispatch({ type: 'timer' }))
    }
    if (effects.open) openSocket(++generation)
    if (effects.ping) listener.ping()
    if (effects.lost) listener.lost()
    if (effects.ready) listener.ready()
    tell()
  }

  async function openSocket(mine: number): Promise<void> {
    const isMine = (): boolean => mine === generation
    try {
      const opened = await open({
        opened: () => isMine() && dispatch({ type: 'opened' }),
        message: data => isMine() && listener.message(data),
        closed(code, reason) {
          if (!isMine()) return
          if (!isFinal(code)) return dispatch({ type: 'lost' })
          const error = {
            code: 'forbidden',
            message: `${reason || 'The server closed the connection.'} (${code})`,
          }
          listener.refused(code, reason)
          // Only one that was open can be refused; before, it is like any that fails.
          dispatch({ type: 'opened' })
          dispatch({ type: 'goodbye', reason: 'forbidden', retryAfterMs: 0, ...error })
        },
      })
      if (isMine()) socket = opened
      else opened.close()
    } catch (cause) {
      if (isMine()) dispatch({ type: 'lost', error: { code: 'unauthenticated', message: `${cause}` } })
    }
  }

  return {
    view: readable(() => view),
    dispatch(event) {
      if (event.type === 'start') stopWatching ??= environment.onWake(() => dispatch({ type: 'wake' }))
      dispatch(event)
    },
    send(frame) {
      socket?.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
      return socket !== undefined
    },
    stop(type) {
      stopWatching?.()
      stopWatching = undefined
      dispatch({ type })
    },
  }
}
