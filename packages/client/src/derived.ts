import type { Readable } from './readable.ts'

/** Reads a value that is computed of others. `getSnapshot` keeps its reference until the value is another one; listeners are told only then. [C5] */
export function derived<T>(sources: readonly Readable<unknown>[], getSnapshot: () => T): Readable<T> {
  return {
    getSnapshot,
    subscribe(listener) {
      let told = getSnapshot()
      const look = (): void => {
        const next = getSnapshot()
        if (next === told) return
        told = next
        listener()
      }
      const leaves = sources.map(source => source.subscribe(look))
      return () => {
        for (const leave of leaves) leave()
      }
    },
  }
}
