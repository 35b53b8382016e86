import type { Timers } from '@sluice/server'

/** Notices that nothing was heard for a while. */
export interface Silence {
  /** Aborts when nothing was heard for too long. */
  readonly signal: AbortSignal
  heard(): void
  /** Stops listening. */
  end(): void
}

/** Listens from now on; a stall is not waited for longer than `limitMs`. [R5] */
export function createSilence(timers: Timers, limitMs: number): Silence {
  const over = new AbortController()
  const listen = () => timers.after(limitMs, () => over.abort())
  let cancel = listen()
  return {
    signal: over.signal,
    heard: () => {
      cancel()
      cancel = listen()
    },
    end: () => cancel(),
  }
}
