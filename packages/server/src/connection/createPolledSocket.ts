import type { Timers } from '../ports.ts'
import type { ServerSocket } from './types.ts'

/** A socket whose frames are fetched. */
export interface PolledSocket extends ServerSocket {
  /**
   * Resolves with the frames that wait, one in each line, as soon as there are some; with nothing after `holdMs`, or when somebody else takes; with
   * null when the socket is closed and everything was taken.
   */
  take(holdMs: number): Promise<string | null>
}

/** Creates a socket that nobody fetches from yet. `taken` is called after frames were. [W4] */
export function createPolledSocket(timers: Timers, taken: () => void): PolledSocket {
  let waiting: string[] = []
  let bytes = 0
  let isClosed = false
  let wake: (() => void) | null = null

  return {
    send(frames) {
      for (const { text } of frames) {
        waiting.push(text)
        bytes += Buffer.byteLength(text)
      }
      wake?.()
    },
    bufferedBytes: () => bytes,
    close() {
      isClosed = true
      wake?.()
    },
    async take(holdMs) {
      wake?.()
      if (waiting.length === 0 && !isClosed) {
        const woken = Promise.withResolvers<void>()
        const cancel = timers.after(holdMs, woken.resolve)
        wake = woken.resolve
        await woken.promise
        cancel()
        if (wake === woken.resolve) wake = null
      }
      if (waiting.length === 0) return isClosed ? null : ''
      const text = waiting.join('\n')
      waiting = []
      bytes = 0
      queueMicrotask(taken)
      return text
    },
  }
}
