import { inspect } from 'node:util'
import type { Problem, Timers } from '@sluice/server'

/** The system's timers. They keep the process alive, because a run waits for them. */
export const systemTimers: Timers = {
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}

/** Writes a problem to standard error. */
export function reportToStandardError({ message, cause }: Problem): void {
  process.stderr.write(`${message} ${inspect(cause)}\n`)
}
