import { createEmitter, type Emitter } from '../emitter.ts'
import type { Readable } from '../readable.ts'

/** The readables of a store: what changed is found by comparing what they are computed of, and only its listeners are told. [C5] */
export interface Cells {
  /** A value that is computed again when one of its inputs is another one. */
  cell<T>(inputs: () => readonly unknown[], compute: () => T): Readable<T>
  /** A value that `tell` is told of by its key. */
  entity<T>(key: string, getSnapshot: () => T): Readable<T>
  /** Tells the listeners of the cells whose value is another one, and of the entities whose key is given (all when null). */
  tell(keys: Iterable<string> | null): void
}

/** Creates the readables of a store; `retain` is called for each subscription and returns its release. */
export function createCells(retain: () => () => void): Cells {
  const entities = new Map<string, Emitter>()
  const checks: (() => void)[] = []
  const listen = (emitter: Emitter, listener: () => void): (() => void) => {
    const release = retain()
    const leave = emitter.subscribe(listener)
    return () => {
      leave()
      release()
    }
  }
  return {
    cell(inputs, compute) {
      const emitter = createEmitter()
      let known: readonly unknown[] | undefined
      let value: ReturnType<typeof compute>
      let told: unknown
      const getSnapshot = () => {
        const current = inputs()
        if (known === undefined || current.some((input, index) => input !== known?.[index])) value = compute()
        known = current
        return value
      }
      checks.push(() => {
        if (emitter.size() === 0 || getSnapshot() === told) return
        told = value
        emitter.emit()
      })
      return {
        getSnapshot,
        subscribe(listener) {
          if (emitter.size() === 0) told = getSnapshot()
          return listen(emitter, listener)
        },
      }
    },
    entity: (key, getSnapshot) => ({
      getSnapshot,
      subscribe(listener) {
        const emitter = entities.get(key) ?? createEmitter()
        entities.set(key, emitter)
        const leave = listen(emitter, listener)
        return () => {
          leave()
          if (emitter.size() === 0 && entities.get(key) === emitter) entities.delete(key)
        }
      },
    }),
    tell(keys) {
      for (const check of checks) check()
      for (const key of keys ?? [...entities.keys()]) entities.get(key)?.emit()
    },
  }
}
