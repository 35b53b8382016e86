import { equalJson } from '@sluice/fold'
import type { Json } from '@sluice/protocol'
import type { Use } from './backend/createLink.ts'
import type { Readable } from './readable.ts'

/** A readable whose owner says when to look whether its value is another one. */
export interface Cell<T> extends Readable<T> {
  /** Tells the listeners if the value is not the one that they were told of last. */
  tell(): void
}

/** Creates a cell; each subscription is a use. Subscribing twice with the same function counts twice. */
export function createCell<T>(getSnapshot: () => T, use?: Use): Cell<T> {
  const listeners = new Set<() => void>()
  let told: T
  return {
    getSnapshot,
    subscribe(listener) {
      const own = (): void => listener()
      if (listeners.size === 0) told = getSnapshot()
      listeners.add(own)
      use?.(1)
      return () => {
        if (listeners.delete(own)) use?.(-1)
      }
    },
    tell() {
      if (listeners.size === 0 || told === getSnapshot()) return
      told = getSnapshot()
      for (const listener of [...listeners]) listener()
    },
  }
}

/** The next value, or the old one when they are equal as JSON, so that what did not change keeps its reference. */
export function keep<T>(old: T, next: T): T {
  return equalJson(old as Json, next as Json) ? old : next
}

/** Reads a value that keeps its reference until it is another one. */
export function kept<T>(read: () => T): () => T {
  let value: T
  return () => {
    value = keep(value, read())
    return value
  }
}
