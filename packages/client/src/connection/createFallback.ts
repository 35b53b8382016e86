import type { Connect, Environment, Socket } from '../environment.ts'

/** So many sockets in a row that brought nothing, and frames travel by requests instead. */
const ENOUGH_FAILURES = 2
/** A socket that has not opened after this long is held up by something on the way rather than by a bad network. */
const HANGING_MS = 5_000
/** A server that was down for a while has sockets again right away; something on the way that forbids them does not change soon. */
const FIRST_PROBE_MS = 5_000
const PROBE_MS = 60_000

/** What a fallback chooses from. */
export interface FallbackOptions {
  readonly socket: Connect
  /** The same frames by requests. */
  readonly requests: Connect
  readonly environment: Pick<Environment, 'now' | 'after'>
}

/**
 * Connects by socket, and by requests where sockets bring nothing; then it looks for a socket from time to time and goes back by itself. Whoever
 * connects sees no difference, but that a connection ends when a better one is to be had. [W4]
 */
export function createFallback({ socket, requests, environment }: FallbackOptions): Connect {
  /** Sockets in a row that brought nothing. */
  let failures = 0

  const bySocket: Connect = listener => {
    const begunAt = environment.now()
    let isOver = false
    const over = (isHanging = false): void => {
      if (!isOver) failures += isHanging ? ENOUGH_FAILURES : 1
      isOver = true
    }
    const opened = socket({
      opened: listener.opened,
      message(text) {
        failures = 0
        isOver = true
        listener.message(text)
      },
      closed() {
        over()
        listener.closed()
      },
    })
    return {
      send: opened.send,
      close() {
        if (environment.now() - begunAt >= HANGING_MS) over(true)
        isOver = true
        opened.close()
      },
    }
  }

  const byRequests: Connect = listener => {
    let cancel: (() => void) | undefined
    let probe: Socket | undefined
    const stop = (): void => {
      cancel?.()
      const last = probe
      probe = undefined
      last?.close()
    }
    const probeIn = (delayMs: number): void => {
      cancel = environment.after(delayMs, () => {
        const again = (): void => {
          // Also a probe that was let go says that it closed.
          if (probe !== opened) return
          probe = undefined
          cancel?.()
          opened.close()
          probeIn(PROBE_MS)
        }
        const opened = socket({
          // A ping without a greeting is refused: whatever the server says, the way to it is free.
          opened: () => opened.send('{"type":"ping"}'),
          message() {
            failures = 0
            stop()
            connection.close()
            listener.closed()
          },
          closed: again,
        })
        probe = opened
        cancel = environment.after(HANGING_MS, again)
      })
    }
    const connection = requests({
      opened() {
        probeIn(FIRST_PROBE_MS)
        listener.opened()
      },
      message: listener.message,
      closed() {
        // The server may be away altogether: the next attempt is by socket again.
        failures = 0
        stop()
        listener.closed()
      },
    })
    return {
      send: connection.send,
      close() {
        stop()
        connection.close()
      },
    }
  }

  return listener => (failures < ENOUGH_FAILURES ? bySocket : byRequests)(listener)
}
