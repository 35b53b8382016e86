import { getRandomValues } from 'node:crypto'
import type { Clock, Random, Timers } from '../ports.ts'

/** The system's clock. */
export const systemClock: Clock = { now: () => Date.now() }

/** The system's timers; they do not keep a process alive. */
export const systemTimers: Timers = {
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** The system's randomness, of 32 bits. */
export const systemRandom: Random = () => (getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32
