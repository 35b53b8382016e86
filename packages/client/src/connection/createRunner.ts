import { createReadables, keep } from '../cell.ts'
import type { Environment, Socket } from '../environment.ts'
import type { Readable } from '../readable.ts'
import { type ConnectionEvent, type ConnectionState, connectionView, idleConnection } from './state.ts'
import { isQuiet, step } from './step.ts'
import type { ConnectionView } from './view.ts'

/** What the machine of a connection has done to it, and whom it tells. */
export interface RunnerOptions {
  readonly environment: Environment
  /** Whether another token can be got for one that was refused. */
  readonly renews: boolean
  /** Opens a socket and gives it to `hold`; what comes of it is told with `dispatch`. */
  open(): void
  /** The socket is let go. */
  dropped?(): void
  /** Nothing was heard for a while. */
  ping(): void
  /** Requests may be sent, or no longer. */
  ready(): void
  lost(): void
}

/** A connection that is kept alive. */
export interface Runner {
  readonly connection: Readable<ConnectionView>
  /** Takes what happens to it. */
  dispatch(event: ConnectionEvent): void
  /** Tells whether requests are answered. */
  isOnline(): boolean
  /** Sends a text; tells whether there was a socket. */
  send(text: string): boolean
  /** Takes the socket that was asked for. */
  hold(socket: Socket): void
  /** Wraps what may only happen while the present socket, or the one that was asked for, is still that. */
  whilePresent<T extends unknown[]>(act: (...values: T) => void): (...values: T) => void
  start(): void
  wake(): void
  stop(type: 'stop' | 'close'): void
}

/** Runs the connection machine: keeps its state, and does with sockets and timers what it says. [C1] */
export function createRunner(options: RunnerOptions): Runner {
  const { environment, renews } = options
  let state: ConnectionState = idleConnection
  let view: ConnectionView = { ...connectionView(state), since: environment.now() }
  let socket: Socket | undefined
  /** Grows with each socket that is let go, so that a late word of it is not taken for the next one's. */
  let generation = 0
  let stopTimer: (() => void) | undefined
  let stopWatching: (() => void) | undefined
  const { readable, tell } = createReadables()

  function dispatch(event: ConnectionEvent): void {
    // What comes for each token of a model says nothing new of the connection.
    if (isQuiet(state, event)) return
    const { state: next, effects } = step(state, event, {
      now: environment.now(),
      random: environment.random(),
      renews,
    })
    state = next
    const shown = connectionView(state)
    view = keep(view, { ...shown, since: shown.status === view.status ? view.since : environment.now() })
    if (effects.drop) {
      generation += 1
      options.dropped?.()
      socket?.close()
      socket = undefined
    }
    if (effects.timer) {
      stopTimer?.()
      if (state.until !== null)
        stopTimer = environment.after(state.until - environment.now(), () => dispatch({ type: 'timer' }))
    }
    if (effects.open) options.open()
    if (effects.ping) options.ping()
    if (effects.lost) options.lost()
    if (effects.ready) options.ready()
    tell()
  }

  const wake = (): void => dispatch({ type: 'wake' })

  return {
    connection: readable(() => view),
    dispatch,
    isOnline: () => state.status === 'online',
    send(text) {
      socket?.send(text)
      return socket !== undefined
    },
    hold(opened) {
      socket = opened
    },
    whilePresent(act) {
      const mine = generation
      return (...values) => {
        if (mine === generation) act(...values)
      }
    },
    start() {
      stopWatching ??= environment.onWake(wake)
      dispatch({ type: 'start' })
    },
    wake,
    stop(type) {
      stopWatching?.()
      stopWatching = undefined
      dispatch({ type })
    },
  }
}
