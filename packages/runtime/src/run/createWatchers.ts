import type { View } from '@sluice/fold'

/** Those who wait for a log to grow. */
export interface Watchers {
  /** Calls back whenever the log has grown; the returned function ends that. */
  watch(look: () => void): () => void
  /** Resolves when the view fulfils a condition, at once when it already does; rejects with the signal's reason when that aborts. */
  until(view: () => View, condition: (view: View) => boolean, signal: AbortSignal): Promise<void>
  /** Tells that the log has grown. */
  wake(): void
}

/** Creates a list of nobody. */
export function createWatchers(): Watchers {
  const watchers = new Set<() => void>()

  function watch(look: () => void): () => void {
    watchers.add(look)
    return () => watchers.delete(look)
  }

  return {
    watch,
    wake: () => {
      for (const look of [...watchers]) look()
    },
    until: (view, condition, signal) =>
      new Promise((resolve, reject) => {
        const end = () => {
          watchers.delete(check)
          signal.removeEventListener('abort', abort)
        }
        const check = () => {
          if (!condition(view())) return
          end()
          resolve()
        }
        const abort = () => {
          end()
          reject(signal.reason)
        }
        if (signal.aborted) return reject(signal.reason)
        signal.addEventListener('abort', abort)
        watchers.add(check)
        check()
      }),
  }
}
