import { equalJson } from '@sluice/fold'
import type { Json } from '@sluice/protocol'
import type { Use } from './backend/createLink.ts'
import type { Readable } from './readable.ts'

/** Readables whose owner says when to look whether their values are others. */
export interface Readables {
  /** Makes a readable of a value; each subscription is a use, and subscribing twice with the same function counts twice. */
  readable<T>(getSnapshot: () => T, key?: string): Readable<T>
  /** Tells the listeners of the readables with these keys whose value is not the one that they were told of last. */
  tell(keys?: Iterable<string>): void
}

/** Creates no readables yet. What has no key of its own is under the empty one. [C5] */
export function createReadables(use?: Use): Readables {
  const groups = new Map<string, Set<() => void>>()
  return {
    readable: (getSnapshot, key = '') => ({
      getSnapshot,
      subscribe(listener) {
        const group = groups.get(key) ?? new Set()
        let told = getSnapshot()
        const look = (): void => {
          const now = getSnapshot()
          if (told === now) return
          told = now
          listener()
        }
        groups.set(key, group.add(look))
        use?.(1)
        return () => {
          if (group.delete(look)) use?.(-1)
        }
      },
    }),
    tell(keys = ['']) {
      for (const key of keys) for (const look of groups.get(key) ?? []) look()
    },
  }
}

/** A readable that stands for itself. */
export interface Cell<T> extends Readable<T> {
  /** Tells the listeners if the value is not the one that they were told of last. */
  tell(): void
}

/** Creates a cell; each subscription is a use. */
export function createCell<T>(getSnapshot: () => T, use?: Use): Cell<T> {
  const { readable, tell } = createReadables(use)
  return { ...readable(getSnapshot), tell }
}

/** The next value, or the old one when they are equal as JSON, so that what did not change keeps its reference. */
export const keep = <T>(old: T, next: T): T => (equalJson(old as Json, next as Json) ? old : next)

/** Reads a value that keeps its reference until it is another one. */
export function kept<T>(read: () => T): () => T {
  let value: T
  return () => {
    value = keep(value, read())
    return value
  }
}
