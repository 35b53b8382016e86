import { EVENT_REVISION, readServerFrame, type ServerFrame, VIEW_REVISION } from '@sluice/protocol'
import type { TokenSource } from '../Client.ts'
import {
  type ConnectionEffect,
  type ConnectionEvent,
  connectionView,
  idleConnection,
} from '../connection/state.ts'
import { step } from '../connection/step.ts'
import type { ConnectionView } from '../connection/view.ts'
import { createEmitter } from '../emitter.ts'
import type { Connect, Environment, Socket } from '../environment.ts'
import { retryOf } from '../retry.ts'
import type { Backend, BackendListener } from './Backend.ts'

/** What the backend of our server is made of. */
export interface SocketBackendOptions {
  readonly connect: Connect
  readonly token?: TokenSource | undefined
  readonly environment: Environment
}

/** The backend that speaks with our own server over a socket: runs the connection machine and parses frames. [C1 C7] */
export function createSocketBackend({ connect, token, environment }: SocketBackendOptions): Backend {
  const changes = createEmitter()
  const events: ConnectionEvent[] = []
  let state = idleConnection
  let view: ConnectionView = { ...connectionView(state), since: environment.now() }
  let listener: BackendListener | null = null
  let socket: Socket | null = null
  let freshToken: string | undefined
  /** Grows with each socket, so that a late word of an earlier one is not taken for the present one's. */
  let generation = 0
  let stopTimer: (() => void) | undefined
  let stopWatching: (() => void) | undefined
  let clockOffset = 0
  let malformed = 0
  let isStepping = false

  /** Steps one event after the other, also when an effect brings the next. */
  function dispatch(event: ConnectionEvent): void {
    events.push(event)
    if (isStepping) return
    isStepping = true
    for (let next = events.shift(); next !== undefined; next = events.shift()) {
      const context = {
        now: environment.now(),
        random: environment.random(),
        renews: typeof token === 'function',
      }
      const result = step(state, next, context)
      if (result.state !== state) show(result.state)
      for (const effect of result.effects) perform[effect.type]('ms' in effect ? effect.ms : null)
    }
    isStepping = false
  }

  function show(next: typeof state): void {
    state = next
    const shown = connectionView(state)
    if (Object.entries(shown).every(([key, value]) => view[key as keyof ConnectionView] === value)) return
    view = { ...shown, since: shown.status === view.status ? view.since : environment.now() }
    changes.emit()
  }

  const perform: Record<ConnectionEffect['type'], (ms: number | null) => void> = {
    open,
    greet: () =>
      send({
        type: 'hello',
        eventRevision: EVENT_REVISION,
        viewRevision: VIEW_REVISION,
        ...(freshToken === undefined ? {} : { token: freshToken }),
      }),
    ping: () => send({ type: 'ping' }),
    drop() {
      generation += 1
      socket?.close()
      socket = null
    },
    timer(ms) {
      stopTimer?.()
      stopTimer = ms === null ? undefined : environment.after(ms, () => dispatch({ type: 'timer' }))
    },
    ready: () => listener?.ready(),
    lost: () => listener?.lost(),
  }

  function send(frame: object): void {
    socket?.send(JSON.stringify(frame))
  }

  function open(): void {
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
    if (typeof token !== 'function') {
      begin(token)
      return
    }
    // Also a function that throws at once ends up in the rejection.
    Promise.resolve()
      .then(token)
      .then(begin, (cause: unknown) =>
        tell({
          type: 'lost',
          error: { code: 'unauthenticated', message: `There is no token: ${String(cause)}` },
        }),
      )
  }

  function receive(text: unknown): void {
    const frame = readServerFrame(text)
    if (frame === null) {
      malformed += 1
      return
    }
    if (frame.type === 'welcome' || frame.type === 'pong') clockOffset = frame.at - environment.now()
    const problem = problemOf(frame)
    if (frame.type === 'welcome') dispatch(frame)
    else if (frame.type === 'goodbye')
      dispatch({
        type: 'goodbye',
        error: { code: frame.reason, message: '' },
        retryAfterMs: frame.retryAfterMs,
      })
    else if (problem !== null) dispatch(problem)
    else {
      dispatch({
        type: 'heard',
        useful: frame.type !== 'pong' && frame.type !== 'refused' && frame.type !== 'closed',
      })
      if (frame.type !== 'pong' && state.status === 'online') listener?.answer(frame)
    }
  }

  return {
    capabilities: {
      resumes: true,
      exactlyOnce: true,
      approvals: true,
      statePatches: true,
      queue: true,
      directory: true,
    },
    connection: { getSnapshot: () => view, subscribe: changes.subscribe },
    start(next) {
      listener = next
      stopWatching ??= environment.onWake(() => dispatch({ type: 'wake' }))
      dispatch({ type: 'start' })
    },
    stop() {
      stopWatching?.()
      stopWatching = undefined
      dispatch({ type: 'stop' })
    },
    reconnect: () => dispatch({ type: 'wake' }),
    request: send,
    clockOffset: () => clockOffset,
    malformedFrames: () => malformed,
    close() {
      stopWatching?.()
      dispatch({ type: 'close' })
    },
  }
}

/** A refusal of the connection itself: one that names no command or channel, or that is for want of a good token. */
function problemOf(frame: ServerFrame): ConnectionEvent | null {
  if (frame.type === 'closed')
    return retryOf(frame.reason) === 'with-new-token' ? refusal(frame.reason, '', 0) : null
  if (frame.type !== 'refused') return null
  const isOfRequest = frame.commandId !== undefined || frame.channel !== undefined
  if (isOfRequest && retryOf(frame.code) !== 'with-new-token') return null
  return refusal(frame.code, frame.message, frame.retryAfterMs ?? 0)
}

const refusal = (code: string, message: string, retryAfterMs: number): ConnectionEvent => ({
  type: 'refused',
  error: { code, message },
  retryAfterMs,
})
