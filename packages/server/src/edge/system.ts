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

const drawn = new Uint32Array(1024)
let left = 0

/** The system's randomness, of 32 bits; drawn in stocks, since each draw is a system call. */
export const systemRandom: Random = () => {
  if (left === 0) {
    getRandomValues(drawn)
    left = drawn.length
  }
  left -= 1
  return (drawn[left] ?? 0) / 2 ** 32
}
