import type { Readable } from './readable.ts'

/** A readable whose owner says when to look whether its value is another one. */
export interface Cell<T> extends Readable<T> {
  /** Tells the listeners if the value is not the one that they were told of last. */
  tell(): void
}

/** Creates a cell; `retain` is called for each subscription and returns its release. Subscribing twice with the same function counts twice. */
export function createCell<T>(getSnapshot: () => T, retain?: () => () => void): Cell<T> {
  const listeners = new Set<() => void>()
  let told: T
  return {
    getSnapshot,
    subscribe(listener) {
      const own = (): void => listener()
      if (listeners.size === 0) told = getSnapshot()
      listeners.add(own)
      const release = retain?.()
      return () => {
        if (listeners.delete(own)) release?.()
      }
    },
    tell() {
      if (listeners.size === 0 || told === getSnapshot()) return
      told = getSnapshot()
      for (const listener of [...listeners]) listener()
    },
  }
}

/** Computes a value again when one of its inputs is another one. */
export function memo<I extends unknown[], T>(
  inputs: () => readonly [...I],
  compute: (...inputs: I) => T,
): () => T {
  let known: readonly [...I] | undefined
  let value: T
  return () => {
    const next = inputs()
    if (known === undefined || next.some((input, at) => input !== known?.[at])) value = compute(...next)
    known = next
    return value
  }
}
