import type { Clock, Problem, SessionKey, Timers } from '@sluice/server'

/** Knows which session has a timer next, and calls when it is due. What is set is in the logs; this is what of it is next. */
export interface TimerQueue {
  /** Sets when a session is due next; null for never. */
  set(key: SessionKey, at: number | null): void
  close(): void
}

/** What a queue is made of. `fire` has to set the session's next time. */
export interface TimerQueueOptions {
  readonly clock: Clock
  readonly timers: Timers
  readonly report: (problem: Problem) => void
  fire(key: SessionKey): Promise<void>
}

interface Due {
  readonly key: SessionKey
  readonly at: number
}

/** A timer of JavaScript ends at 24.8 days, and a clock that is set is noticed within the hour. */
const LONGEST_MS = 3_600_000

/** How long a log that could not be written is left alone. */
const RETRY_MS = 5000

/** Creates a queue that holds nothing. */
export function createTimerQueue({ clock, timers, report, fire }: TimerQueueOptions): TimerQueue {
  const due = new Map<string, Due>()
  let armed: { readonly at: number; readonly cancel: () => void } | null = null
  let closed = false

  function arm(): void {
    armed?.cancel()
    armed = null
    if (closed) return
    let next = Number.POSITIVE_INFINITY
    for (const { at } of due.values()) next = Math.min(next, at)
    if (next === Number.POSITIVE_INFINITY) return
    const delay = Math.min(Math.max(0, next - clock.now()), LONGEST_MS)
    armed = { at: next, cancel: timers.after(delay, run) }
  }

  function run(): void {
    armed = null
    const now = clock.now()
    for (const [name, { key, at }] of [...due]) {
      if (at > now) continue
      due.delete(name)
      fire(key).catch((cause: unknown) => {
        if (closed) return
        report({
          message: `The timers of ${key.agent}/${key.id} could not fire; they are tried again.`,
          cause,
        })
        set(key, clock.now() + RETRY_MS)
      })
    }
    arm()
  }

  function set(key: SessionKey, at: number | null): void {
    const name = `${key.tenant}/${key.agent}/${key.id}`
    const before = due.get(name)
    if (at === null) due.delete(name)
    else due.set(name, { key, at })
    if (before?.at === armed?.at || (at !== null && at < (armed?.at ?? Number.POSITIVE_INFINITY))) arm()
  }

  return {
    set,
    close: () => {
      closed = true
      armed?.cancel()
    },
  }
}
