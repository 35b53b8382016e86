import type { Environment } from '../environment.ts'

/** What goes out at once, and per second from then on: a server takes 400 and 100 frames, pings among them. [S7] */
const AT_ONCE = 256
const PER_SECOND = 64

const EACH_MS = 1_000 / PER_SECOND
const MOST_AHEAD_MS = AT_ONCE * EACH_MS

/** Sends no faster than a server takes it. */
export interface Pace {
  /** Sends a text, behind those that wait. */
  send(text: string): void
  /** Sends nothing for so many ms. */
  hold(ms: number): void
  /** Forgets what waits: its connection is gone. */
  clear(): void
}

/**
 * Creates the pace of a connection, so that what was gathered in a day without a network does not end the connection that it is sent on, and the next
 * one. [S7]
 */
export function createPace(
  { now, after }: Pick<Environment, 'now' | 'after'>,
  send: (text: string) => void,
): Pace {
  const waiting: string[] = []
  /** When everything that was sent has been taken, at the pace of the server. */
  let takenAt = 0
  let heldUntil = 0
  let cancel: (() => void) | undefined

  /** How long the next frame has to wait; a clock that was put back makes no difference. */
  function waitMs(): number {
    const time = now()
    takenAt = Math.min(Math.max(takenAt, time), time + MOST_AHEAD_MS)
    heldUntil = Math.min(heldUntil, time + MOST_AHEAD_MS)
    return Math.max(takenAt + EACH_MS - time - MOST_AHEAD_MS, heldUntil - time, 0)
  }

  function run(): void {
    cancel = undefined
    while (waiting.length > 0) {
      const wait = waitMs()
      if (wait > 0) {
        cancel = after(wait, run)
        return
      }
      takenAt += EACH_MS
      // Sending may bring the next text, or the end of the connection.
      send(waiting.shift() ?? '')
    }
  }

  return {
    send(text) {
      waiting.push(text)
      if (!cancel) run()
    },
    hold(ms) {
      heldUntil = now() + ms
    },
    clear() {
      cancel?.()
      cancel = undefined
      waiting.length = 0
      takenAt = 0
      heldUntil = 0
    },
  }
}
