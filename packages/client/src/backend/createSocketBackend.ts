import { EVENT_REVISION, readServerFrame, type ServerFrame, VIEW_REVISION } from '@sluice/protocol'
import type { TokenSource } from '../Client.ts'
import { createCell } from '../cell.ts'
import {
  type ConnectionEffect,
  type ConnectionEvent,
  connectionView,
  idleConnection,
} from '../connection/state.ts'
import { step } from '../connection/step.ts'
import type { ConnectionView } from '../connection/view.ts'
import type { Connect, Environment, Socket } from '../environment.ts'
import { retryOf } from '../retry.ts'
import type { Backend, BackendListener } from './Backend.ts'

/** What the backend of our server is made of. */
export interface SocketBackendOptions {
  readonly connect: Connect
  readonly token?: TokenSource | undefined
  readonly environment: Environment
}

/** The backend that speaks with our own server over a socket: runs the connection machine and reads frames. [C1 C7] */
export function createSocketBackend({ connect, token, environment }: SocketBackendOptions): Backend {
  const { now, after } = environment
  const renews = typeof token === 'function'
  const events: ConnectionEvent[] = []
  let state = idleConnection
  let view: ConnectionView = { ...connectionView(state), since: now() }
  let listener: BackendListener | undefined
  let socket: Socket | undefined
  let freshToken: string | undefined
  /** Grows with each socket that is let go, so that a late word of it is not taken for the next one's. */
  let generation = 0
  let stopTimer: (() => void) | undefined
  let stopWatching: (() => void) | undefined
  let clockOffset = 0
  let malformed = 0
  const connection = createCell(() => view)
  let isStepping = false

  /** Steps one event after the other, also when an effect brings the next. */
  function dispatch(event: ConnectionEvent): void {
    events.push(event)
    if (isStepping) return
    isStepping = true
    try {
      for (let next = events.shift(); next !== undefined; next = events.shift()) {
        const result = step(state, next, { now: now(), random: environment.random(), renews })
        state = result.state
        show()
        for (const effect of result.effects) perform[effect]()
      }
    } finally {
      // A listener that throws does not hold up what comes after.
      isStepping = false
    }
  }

  function show(): void {
    const next = { ...connectionView(state), since: view.since }
    const keys = Object.keys(next) as (keyof ConnectionView)[]
    if (keys.every(key => next[key] === view[key])) return
    view = next.status === view.status ? next : { ...next, since: now() }
    connection.tell()
  }

  const send = (frame: object): void => socket?.send(JSON.stringify(frame))

  const perform: Record<ConnectionEffect, () => void> = {
    open() {
      const mine = generation
      const tell = (event: ConnectionEvent) => mine === generation && dispatch(event)
      const begin = (value?: string): void => {
        if (mine !== generation) return
        freshToken = value
        socket = connect({
          opened: () => tell({ type: 'opened' }),
          message: text => mine === generation && receive(text),
          closed: () => tell({ type: 'lost', error: null }),
        })
      }
      if (typeof token !== 'function') begin(token)
      // Also a function that throws at once ends up in the rejection.
      else
        Promise.resolve()
          .then(token)
          .then(begin, cause =>
            tell({ type: 'lost', error: { code: 'unauthenticated', message: `${cause}` } }),
          )
    },
    greet: () =>
      send({ type: 'hello', eventRevision: EVENT_REVISION, viewRevision: VIEW_REVISION, token: freshToken }),
    ping: () => send({ type: 'ping' }),
    drop() {
      generation += 1
      socket?.close()
      socket = undefined
    },
    timer() {
      stopTimer?.()
      stopTimer =
        state.until === null ? undefined : after(state.until - now(), () => dispatch({ type: 'timer' }))
    },
    ready: () => listener?.ready(),
    lost: () => listener?.lost(),
  }

  function receive(text: unknown): void {
    const frame = readServerFrame(text)
    if (frame === null) malformed += 1
    else if (frame.type === 'welcome' || frame.type === 'pong') clockOffset = frame.at - now()
    const event = frame === null ? null : eventOf(frame)
    dispatch(event ?? { type: 'heard', isOfUse: frame !== null && frame.type !== 'pong' })
    if (frame === null || event !== null || state.status !== 'online') return
    if (frame.type !== 'welcome' && frame.type !== 'pong' && frame.type !== 'goodbye') listener?.answer(frame)
  }

  function stop(type: 'stop' | 'close'): void {
    stopWatching?.()
    stopWatching = undefined
    dispatch({ type })
  }

  const wake = (): void => dispatch({ type: 'wake' })

  return {
    capabilities: {
      resumes: true,
      exactlyOnce: true,
      approvals: true,
      statePatches: true,
      queue: true,
      directory: true,
    },
    connection,
    start(next) {
      listener = next
      stopWatching ??= environment.onWake(wake)
      dispatch({ type: 'start' })
    },
    stop: () => stop('stop'),
    reconnect: wake,
    request: send,
    clockOffset: () => clockOffset,
    malformedFrames: () => malformed,
    close: () => stop('close'),
  }
}

/** What a frame says of the connection itself: a refusal is of it when it names no command or channel, or is for want of a good token. */
function eventOf(frame: ServerFrame): ConnectionEvent | null {
  const { type } = frame
  if (type === 'welcome') return frame
  if (type !== 'refused' && type !== 'closed' && type !== 'goodbye') return null
  const code = type === 'refused' ? frame.code : frame.reason
  const isOfRequest = 'channel' in frame || 'commandId' in frame
  if (isOfRequest && retryOf(code) !== 'with-new-token') return null
  return {
    type: type === 'goodbye' ? type : 'refused',
    error: { code, message: 'message' in frame ? frame.message : '' },
    retryAfterMs: ('retryAfterMs' in frame && frame.retryAfterMs) || 0,
  }
}
