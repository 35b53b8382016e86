import type { Readable } from '@sluice/client'

/** A value that somebody sets. */
export interface Variable<T> extends Readable<T> {
  set(value: T): void
}

/** Makes a readable of a value that is set from outside. */
export function createVariable<T>(first: T): Variable<T> {
  const listeners = new Set<() => void>()
  let value = first
  return {
    getSnapshot: () => value,
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    set: next => {
      if (next === value) return
      value = next
      for (const listener of listeners) listener()
    },
  }
}
