import type { Environment } from './environment.ts'

/** How long an unused subscription is kept: a page that goes back and forth does not subscribe anew. */
const LINGER_MS = 5_000

/** Starts something with its first user and stops it a while after the last one left. Returns a function that takes a use and returns its release, which is called once. */
export function createRetainer(environment: Environment, start: () => () => void): () => () => void {
  let uses = 0
  let stop: (() => void) | undefined
  let cancel: (() => void) | undefined
  return () => {
    uses += 1
    cancel?.()
    stop ??= start()
    return () => {
      uses -= 1
      if (uses > 0) return
      cancel = environment.after(LINGER_MS, () => {
        stop?.()
        stop = undefined
      })
    }
  }
}
