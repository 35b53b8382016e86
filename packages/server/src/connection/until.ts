import type { Clock, Timers } from '../ports.ts'

/** The longest delay that timers of Node and browsers can hold. */
const LONGEST_DELAY_MS = 2 ** 31 - 1

/** Runs something at a time of the clock, however far away it is; the returned function takes that back. */
export function afterUntil(timers: Timers, clock: Clock, at: number, run: () => void): () => void {
  let cancel: () => void = () => undefined
  const wait = () => {
    const left = at - clock.now()
    cancel = left <= 0 ? timers.after(0, run) : timers.after(Math.min(left, LONGEST_DELAY_MS), wait)
  }
  wait()
  return () => cancel()
}
