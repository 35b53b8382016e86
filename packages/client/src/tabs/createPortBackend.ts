import { fold } from '@sluice/fold'
import type { AnswerFrame, Backend, BackendListener } from '../backend/Backend.ts'
import { ownCapabilities } from '../backend/capabilities.ts'
import { trim } from '../backend/trim.ts'
import type { TokenSource } from '../Client.ts'
import { createReadables, keep } from '../cell.ts'
import { type ConnectionView, noConnection } from '../connection/view.ts'
import type { Environment } from '../environment.ts'
import { BEAT_MS, type Port, TAKEN_STEP, type TabMessage, type WorkerMessage } from './messages.ts'

/** What a tab's end is made of. */
export interface PortBackendOptions {
  readonly port: Port<TabMessage>
  readonly token?: TokenSource | undefined
  readonly environment: Environment
  /** The worker is silent, so another way to the server is needed. */
  readonly failed: () => void
  /** Lets go of the port. */
  readonly closed: () => void
}

/** A backend whose connection is in a worker, and where the worker's messages go. */
export interface PortBackend extends Backend {
  take(message: WorkerMessage): void
}

/** Creates a tab's end of the connection that the tabs of a browser share. [C6] */
export function createPortBackend(options: PortBackendOptions): PortBackend {
  const { port, token, environment, failed, closed } = options
  let listener: BackendListener | undefined
  let view: ConnectionView = { ...noConnection, since: environment.now() }
  let clockOffset = 0
  let malformed = 0
  let isReady = false
  let connection = 0
  /** Taken and not yet told. */
  let taken = 0
  let stopWatching: (() => void) | undefined
  let stopBeating: (() => void) | undefined
  let unheard = 0
  const { readable, tell } = createReadables()

  const wake = (): void => port.post({ type: 'wake' })

  function beat(): void {
    // One may be lost to the sleep of this very page.
    if (unheard > 1) {
      fail()
      return
    }
    unheard += 1
    port.post({ type: 'beat' })
    stopBeating = environment.after(BEAT_MS, beat)
  }

  function release(): void {
    stopWatching?.()
    stopBeating?.()
    stopWatching = undefined
    stopBeating = undefined
    isReady = false
  }

  function fail(): void {
    release()
    closed()
    failed()
  }

  function lost(): void {
    if (isReady) listener?.lost()
    isReady = false
  }

  function answer(text: string, channel: number | undefined): void {
    taken += text.length
    if (taken >= TAKEN_STEP) {
      port.post({ type: 'taken', length: taken })
      taken = 0
    }
    // The worker has checked it.
    const frame = JSON.parse(text) as AnswerFrame
    if (isReady)
      listener?.answer(channel === undefined ? frame : ({ ...frame, channel } as AnswerFrame), text)
  }

  function answerToken(ask: number): void {
    // Also a function that throws at once ends up in the rejection.
    Promise.resolve()
      .then(() => (typeof token === 'function' ? token() : token))
      .then(
        value => port.post({ type: 'token', ask, ...(value !== undefined && { token: value }) }),
        (cause: unknown) => port.post({ type: 'token', ask, failure: `${cause}` }),
      )
  }

  function stop(status: 'idle' | 'closed'): void {
    release()
    port.post({ type: 'stop' })
    view = keep(view, {
      ...view,
      status,
      attempt: 0,
      nextAttemptAt: null,
      error: null,
      principal: null,
      tenant: null,
    })
    tell()
  }

  return {
    capabilities: ownCapabilities,
    connection: readable(() => view),
    start(next) {
      listener = next
      stopWatching ??= environment.onWake(wake)
      if (!stopBeating) beat()
      port.post({ type: 'start', isNamed: token !== undefined })
    },
    stop: () => stop('idle'),
    reconnect: wake,
    request(frame) {
      if (isReady) port.post({ type: 'request', frame, connection })
    },
    fold,
    trim,
    clockOffset: () => clockOffset,
    malformedFrames: () => malformed,
    close() {
      stop('closed')
      closed()
    },
    take(message) {
      unheard = 0
      switch (message.type) {
        case 'connection':
          if (!stopBeating) return
          view = keep(view, message.view)
          clockOffset = message.clockOffset
          malformed = message.malformed
          return tell()
        case 'ready':
          if (!stopBeating || isReady) return
          isReady = true
          connection = message.connection
          return listener?.ready()
        case 'lost':
          return lost()
        case 'answer':
          return answer(message.text, message.channel)
        case 'ask-token':
          return answerToken(message.ask)
      }
    },
  }
}
