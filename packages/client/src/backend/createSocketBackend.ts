import { fold } from '@sluice/fold'
import { EVENT_REVISION, readServerFrame, VIEW_REVISION } from '@sluice/protocol'
import type { TokenSource } from '../Client.ts'
import { createReadables, keep } from '../cell.ts'
import {
  type ConnectionEvent,
  type ConnectionState,
  connectionView,
  idleConnection,
} from '../connection/state.ts'
import { step } from '../connection/step.ts'
import type { ConnectionView } from '../connection/view.ts'
import type { Connect, Environment, Socket } from '../environment.ts'
import { type Backend, type BackendListener, isAnswer } from './Backend.ts'
import { ownCapabilities } from './capabilities.ts'

/** A token is replaced this long before it expires, or after half of its time where that is shorter. [S6] */
const RENEW_MS = 30_000
/** A timer of a browser runs at once when it is set for more than 24.8 days. */
const LONGEST_TIMER_MS = 86_400_000
/** However short its time is, a token is not replaced more often. */
const SHORTEST_MS = 1_000
/** The wait before another try when no new token could be got. */
const RENEW_AGAIN_MS = 5_000

/** What the backend of our server is made of. */
export interface SocketBackendOptions {
  readonly connect: Connect
  readonly token?: TokenSource | undefined
  readonly environment: Environment
}

/** The backend that speaks with our own server over a socket: runs the connection machine and reads frames. [C1 C7] */
export function createSocketBackend({ connect, token, environment }: SocketBackendOptions): Backend {
  const renews = typeof token === 'function'
  let state: ConnectionState = idleConnection
  let view: ConnectionView = { ...connectionView(state), since: environment.now() }
  let listener: BackendListener | undefined
  let socket: Socket | undefined
  /** Grows with each socket that is let go, so that a late word of it is not taken for the next one's. */
  let generation = 0
  let stopTimer: (() => void) | undefined
  let stopRenewing: (() => void) | undefined
  let stopWatching: (() => void) | undefined
  let clockOffset = 0
  let malformed = 0
  const { readable, tell } = createReadables()

  const send = (frame: object): void => socket?.send(JSON.stringify(frame))

  function dispatch(event: ConnectionEvent): void {
    const result = step(state, event, { now: environment.now(), random: environment.random(), renews })
    state = result.state
    const next = connectionView(state)
    view = keep(view, { ...next, since: next.status === view.status ? view.since : environment.now() })
    if (result.effects.drop) {
      generation += 1
      stopRenewing?.()
      socket?.close()
      socket = undefined
    }
    if (result.effects.timer) {
      stopTimer?.()
      if (state.until !== null)
        stopTimer = environment.after(state.until - environment.now(), () => dispatch({ type: 'timer' }))
    }
    if (result.effects.open) openSocket()
    if (result.effects.ping) send({ type: 'ping' })
    if (result.effects.lost) listener?.lost()
    if (result.effects.ready) listener?.ready()
    tell()
  }

  const greet = (value?: string): void =>
    send({ type: 'hello', eventRevision: EVENT_REVISION, viewRevision: VIEW_REVISION, token: value })

  /** Wraps what may only happen while the present socket is the present one. */
  function whileMine(): <T extends unknown[]>(act: (...values: T) => void) => (...values: T) => void {
    const mine = generation
    return act =>
      (...values) => {
        if (mine === generation) act(...values)
      }
  }

  /** Gets a token and says hello with it on the same socket, so that nothing ends when the one before expires. [S6] */
  function renewIn(delayMs: number): void {
    if (typeof token !== 'function') return
    const ifMine = whileMine()
    stopRenewing?.()
    stopRenewing = environment.after(Math.min(delayMs, LONGEST_TIMER_MS), () => {
      Promise.resolve()
        .then(token)
        .then(
          ifMine(greet),
          ifMine(() => renewIn(RENEW_AGAIN_MS)),
        )
    })
  }

  function openSocket(): void {
    const ifMine = whileMine()
    const begin = ifMine((value?: string) => {
      socket = connect({
        opened: ifMine(() => {
          greet(value)
          dispatch({ type: 'opened' })
        }),
        message: ifMine(receive),
        closed: ifMine(() => dispatch({ type: 'lost' })),
      })
    })
    const fail = ifMine((cause: unknown) =>
      dispatch({ type: 'lost', error: { code: 'unauthenticated', message: `${cause}` } }),
    )
    if (typeof token !== 'function') begin(token)
    // Also a function that throws at once ends up in the rejection.
    else Promise.resolve().then(token).then(begin, fail)
  }

  function receive(text: unknown): void {
    const frame = readServerFrame(text)
    if (frame === null) {
      malformed += 1
      return
    }
    if ('at' in frame) clockOffset = frame.at - environment.now()
    if (frame.type === 'welcome' && frame.expiresAt) {
      const lastsMs = frame.expiresAt - frame.at
      if (lastsMs > 0) renewIn(Math.max(lastsMs - RENEW_MS, lastsMs / 2, SHORTEST_MS))
    }
    dispatch(frame)
    if (isAnswer(frame) && state.status === 'online') listener?.answer(frame, text as string)
  }

  function stop(type: 'stop' | 'close'): void {
    stopWatching?.()
    stopWatching = undefined
    dispatch({ type })
  }

  const wake = (): void => dispatch({ type: 'wake' })

  return {
    capabilities: ownCapabilities,
    connection: readable(() => view),
    start(next) {
      listener = next
      stopWatching ??= environment.onWake(wake)
      dispatch({ type: 'start' })
    },
    stop: () => stop('stop'),
    reconnect: wake,
    request: frame => send(frame),
    fold,
    clockOffset: () => clockOffset,
    malformedFrames: () => malformed,
    close: () => stop('close'),
  }
}
