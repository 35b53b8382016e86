import type { UiClock } from '../text/UiClock.ts'

/** The page's own clock. */
export const browserClock: UiClock = {
  now: () => Date.now(),
  every(intervalMs, listener) {
    const timer = setInterval(listener, intervalMs)
    return () => clearInterval(timer)
  },
}
