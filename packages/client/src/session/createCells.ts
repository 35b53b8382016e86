import { createEmitter, type Emitter } from '../emitter.ts'
import type { Readable } from '../readable.ts'

/** The readables of a store. Each has a key; what is told of a key reaches only the listeners whose value is another one. [C5] */
export interface Cells {
  readable<T>(key: string, getSnapshot: () => T): Readable<T>
  /** Tells of the keys, and of all that are listened to when there are none. */
  tell(keys?: Iterable<string>): void
}

interface Listened {
  readonly emitter: Emitter
  readonly getSnapshot: () => unknown
  told: unknown
}

/** Creates the readables of a store; `retain` is called for each subscription and returns its release. */
export function createCells(retain: () => () => void): Cells {
  const cells = new Map<string, Listened>()
  return {
    readable: (key, getSnapshot) => ({
      getSnapshot,
      subscribe(listener) {
        const cell = cells.get(key) ?? { emitter: createEmitter(), getSnapshot, told: getSnapshot() }
        cells.set(key, cell)
        const leave = cell.emitter.subscribe(listener)
        const release = retain()
        return () => {
          leave()
          release()
          if (cell.emitter.size() === 0 && cells.get(key) === cell) cells.delete(key)
        }
      },
    }),
    tell(keys = [...cells.keys()]) {
      for (const key of keys) {
        const cell = cells.get(key)
        const value = cell?.getSnapshot()
        if (cell === undefined || value === cell.told) continue
        cell.told = value
        cell.emitter.emit()
      }
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
