import { fold } from '@sluice/fold'
import { EVENT_REVISION, MOST_FRAME_BYTES, readServerFrame, VIEW_REVISION } from '@sluice/protocol'
import type { TokenSource } from '../Client.ts'
import { createPace } from '../connection/createPace.ts'
import { createRunner } from '../connection/createRunner.ts'
import type { Connect, Environment } from '../environment.ts'
import { type Backend, type BackendListener, isAnswer } from './Backend.ts'
import { ownCapabilities } from './capabilities.ts'
import { trim } from './trim.ts'

/** A token is replaced this long before it expires, or after half of its time where that is shorter. [S6] */
const RENEW_MS = 30_000
/** However short its time is, a token is not replaced more often. */
const SHORTEST_MS = 1_000
/** The wait before another try when no new token could be got. */
const RENEW_AGAIN_MS = 5_000

/** Tells whether a frame would end the connection, and each after it. */
const isTooLarge = (text: string): boolean =>
  text.length * 3 > MOST_FRAME_BYTES && new TextEncoder().encode(text).length > MOST_FRAME_BYTES

/** What the backend of our server is made of. */
export interface SocketBackendOptions {
  readonly connect: Connect
  readonly token?: TokenSource | undefined
  readonly environment: Environment
}

/** The backend that speaks with our own server over a socket: runs the connection machine and reads frames. [C1 C7] */
export function createSocketBackend({ connect, token, environment }: SocketBackendOptions): Backend {
  let listener: BackendListener | undefined
  let stopRenewing: (() => void) | undefined
  let clockOffset = 0
  let malformed = 0

  const runner = createRunner({
    environment,
    renews: typeof token === 'function',
    open,
    dropped() {
      stopRenewing?.()
      pace.clear()
    },
    ping: () => send({ type: 'ping' }),
    lost: () => listener?.lost(),
    ready: () => listener?.ready(),
  })
  const { dispatch, whilePresent } = runner
  const pace = createPace(environment, runner.send)

  const send = (frame: object): boolean => runner.send(JSON.stringify(frame))

  const greet = (value?: string): boolean =>
    send({ type: 'hello', eventRevision: EVENT_REVISION, viewRevision: VIEW_REVISION, token: value })

  /** Gets a token and says hello with it on the same socket, so that nothing ends when the one before expires. [S6] */
  function renewIn(delayMs: number): void {
    if (typeof token !== 'function') return
    const renew = whilePresent(greet)
    const fail = whilePresent(() => renewIn(RENEW_AGAIN_MS))
    stopRenewing?.()
    stopRenewing = environment.after(delayMs, () => {
      Promise.resolve().then(token).then(renew, fail)
    })
  }

  function open(): void {
    const begin = whilePresent((value?: string) =>
      runner.hold(
        connect({
          opened: whilePresent(() => {
            greet(value)
            dispatch({ type: 'opened' })
          }),
          message: whilePresent(receive),
          closed: whilePresent(() => dispatch({ type: 'lost' })),
        }),
      ),
    )
    const fail = whilePresent((cause: unknown) =>
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
    if (frame.type === 'refused' && frame.code === 'rate-limited') pace.hold(frame.retryAfterMs ?? 0)
    dispatch(frame)
    // A refusal is an answer also where it comes before the welcome.
    if (isAnswer(frame) && (runner.isOnline() || frame.type === 'refused'))
      listener?.answer(frame, text as string)
  }

  return {
    capabilities: ownCapabilities,
    connection: runner.connection,
    start(next) {
      listener = next
      runner.start()
    },
    stop: () => runner.stop('stop'),
    reconnect: runner.wake,
    request(frame) {
      const text = JSON.stringify(frame)
      if (frame.type !== 'command' || !isTooLarge(text)) pace.send(text)
      else
        listener?.answer({
          type: 'refused',
          code: 'frame-too-large',
          message: 'It is larger than what can be sent to an agent. Attach it as a file.',
          commandId: frame.commandId,
        })
    },
    fold,
    trim,
    clockOffset: () => clockOffset,
    malformedFrames: () => malformed,
    close: () => runner.stop('close'),
  }
}
