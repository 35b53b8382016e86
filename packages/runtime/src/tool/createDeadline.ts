import type { RunScope } from '../run/types.ts'

/** The time that a tool has for its own work. */
export interface Deadline {
  /** Aborts when the time is up. */
  readonly signal: AbortSignal
  /** Lets the time stand while something else is waited for. */
  readonly rest: <T>(wait: Promise<T>) => Promise<T>
  end(): void
}

/** Starts the time. */
export function createDeadline(
  { timers, clock }: Pick<RunScope, 'timers' | 'clock'>,
  limitMs: number,
): Deadline {
  const over = new AbortController()
  let left = limitMs
  let since = clock.now()
  let waits = 0
  const go = () => {
    since = clock.now()
    return timers.after(left, () => over.abort())
  }
  let stop = go()
  return {
    signal: over.signal,
    rest: async wait => {
      if (waits++ === 0) {
        stop()
        left = Math.max(0, left - (clock.now() - since))
      }
      try {
        return await wait
      } finally {
        if (--waits === 0) stop = go()
      }
    },
    end: () => {
      // Whoever still waits does not start the time again.
      waits++
      stop()
    },
  }
}
