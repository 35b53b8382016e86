import type { Clock, Timers } from '@sluice/server'

/** Notices that nothing was heard for a while. */
export interface Silence {
  /** Aborts when nothing was heard for too long. */
  readonly signal: AbortSignal
  heard(): void
  /** Stops listening. */
  end(): void
}

/** Listens from now on; a stall is not waited for longer than `limitMs`. [R5] */
export function createSilence({ clock, timers }: { clock: Clock; timers: Timers }, limitMs: number): Silence {
  const over = new AbortController()
  let heardAt = clock.now()
  // One timer for all that is heard, which comes with every token.
  const listen = (delayMs: number) => timers.after(delayMs, look)
  let cancel = listen(limitMs)

  function look(): void {
    const leftMs = heardAt + limitMs - clock.now()
    if (leftMs <= 0) over.abort()
    else cancel = listen(leftMs)
  }

  return {
    signal: over.signal,
    heard: () => {
      heardAt = clock.now()
    },
    end: () => cancel(),
  }
}
