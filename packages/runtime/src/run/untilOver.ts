import type { Timers } from '@sluice/server'

/** How long a host that closes waits for what it was doing to come to a stop by itself. */
const GRACE_MS = 5000

/**
 * Waits for the work of a run, but not for what hears no signal: code of tools and of harnesses may hang. Once the run is over, nobody waits;
 * when the host closes, for five seconds. Rejects as the work does.
 */
export function untilOver(
  work: Promise<void>,
  over: AbortSignal,
  closing: AbortSignal,
  timers: Timers,
): Promise<void> {
  return new Promise((resolve, reject) => {
    work.then(resolve, reject)
    when(over, resolve)
    when(closing, () => {
      const cancel = timers.after(GRACE_MS, resolve)
      work.finally(cancel).catch(() => undefined)
    })
  })
}

function when(signal: AbortSignal, run: () => void): void {
  if (signal.aborted) run()
  else signal.addEventListener('abort', run, { once: true })
}
