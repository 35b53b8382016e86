import { getRandomValues } from 'node:crypto'
import { inspect } from 'node:util'
import type { Clock, Problem, Random, Timers } from '@sluice/server'

/** The system's clock. */
export const systemClock: Clock = { now: () => Date.now() }

/** The system's timers. They keep the process alive, because a run waits for them. */
export const systemTimers: Timers = {
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}

/** The system's randomness, of 32 bits. */
export const systemRandom: Random = () => (getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32

/** Writes a problem to standard error. */
export function reportToStandardError({ message, cause }: Problem): void {
  process.stderr.write(`${message} ${inspect(cause)}\n`)
}
