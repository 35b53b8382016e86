/** A clock that stands still until it is told to go on. */
export interface FakeClock {
  /** In ms. */
  now(): number
  /** Calls back when the clock has gone on so far, in whole ms; returns a function that cancels it. */
  after(delayMs: number, run: () => void): () => void
  /** Goes on, and calls back what is due, in order of time. What is asked for meanwhile counts too. */
  advance(ms: number): void
  /** Goes on until nothing is due, but at most so far. */
  settle(atMostMs?: number): void
  /** How many callbacks wait. */
  pending(): number
}

interface Timer {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

/** Creates a clock that stands at `startsAt`. Callbacks of the same time come in the order in which they were asked for. */
export function createFakeClock(startsAt = 1_000_000): FakeClock {
  const timers = new Set<Timer>()
  let now = startsAt
  let order = 0

  function next(until: number): Timer | null {
    let first: Timer | null = null
    for (const timer of timers) {
      if (timer.at > until) continue
      if (first === null || timer.at < first.at || (timer.at === first.at && timer.order < first.order))
        first = timer
    }
    return first
  }

  function runUntil(end: number): void {
    for (let timer = next(end); timer !== null; timer = next(end)) {
      timers.delete(timer)
      now = Math.max(now, timer.at)
      timer.run()
    }
  }

  return {
    now: () => now,
    after(delayMs, run) {
      const timer = { at: now + Math.max(0, Math.ceil(delayMs)), order: order++, run }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    advance(ms) {
      const end = now + ms
      runUntil(end)
      now = end
    },
    settle: (atMostMs = 0) => runUntil(now + atMostMs),
    pending: () => timers.size,
  }
}
