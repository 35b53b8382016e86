import type { Store } from '@sluice/server'

/** A store whose process can die: from one moment on nothing that is asked of it happens, or is ever answered. */
export interface CuttableStore {
  readonly store: Store
  /** Appends that were taken so far. */
  appends(): number
  /** Resolves when the cut was reached. */
  readonly reached: Promise<void>
  cut(): void
}

const never = () => new Promise<never>(() => undefined)

/** Puts a cut in front of a store. `cutAfter` appends were taken, the next is not. */
export function createCuttableStore(inner: Store, cutAfter = Number.POSITIVE_INFINITY): CuttableStore {
  let appends = 0
  let isCut = false
  const reached = Promise.withResolvers<void>()
  const cut = () => {
    isCut = true
    reached.resolve()
  }
  const guarded =
    <A extends unknown[], R>(ask: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> =>
      isCut ? never() : ask(...args).then(answer => (isCut ? never() : answer))
  // Every method of a store answers later, so one wrap fits all; the test that calls them knows what they answer.
  const every = Object.entries(inner).map(([name, ask]) => [
    name,
    guarded(ask as (...args: unknown[]) => Promise<unknown>),
  ])
  const store: Store = {
    ...(Object.fromEntries(every) as Store),
    append: async append => {
      if (appends >= cutAfter) cut()
      if (isCut) return never()
      appends++
      await inner.append(append)
      // What was on its way to the disk is there, but nobody was told.
      if (isCut) return never()
    },
    // The tests go on with what is inside.
    close: async () => undefined,
  }
  return { store, appends: () => appends, reached: reached.promise, cut }
}
