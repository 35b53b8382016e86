import { type Append, type Store, StoreError } from '@sluice/server'

/** A store whose disk can be slow and can fail. */
export interface Faults {
  readonly store: Store
  /** Appends wait from now on. */
  hold(): void
  /** The appends that waited are written. */
  release(): void
  /** The next appends fail before anything is written. */
  failAppends(count: number): void
  /** The next append is written, and reported as failed. */
  failAfterWriting(): void
  /** Reads fail until told otherwise. */
  failReads(fails: boolean): void
}

/** Wraps a store. */
export function createFaults(inner: Store): Faults {
  let gate: Promise<void> = Promise.resolve()
  let open: () => void = () => undefined
  let failing = 0
  let lies = false
  let readsFail = false

  const fail = (): never => {
    throw new StoreError('failed', 'The disk of this test failed.')
  }

  const append = async (request: Append): Promise<void> => {
    const isFailing = failing > 0
    const isLying = lies
    if (isFailing) failing -= 1
    lies = false
    await gate
    if (isFailing) fail()
    await inner.append(request)
    if (isLying) fail()
  }

  return {
    store: {
      ...inner,
      append,
      read: async (...args) => (readsFail ? fail() : inner.read(...args)),
      holds: async (...args) => (readsFail ? fail() : inner.holds(...args)),
    },
    hold: () => {
      gate = new Promise(resolve => {
        open = resolve
      })
    },
    release: () => open(),
    failAppends: count => {
      failing = count
    },
    failAfterWriting: () => {
      lies = true
    },
    failReads: fails => {
      readsFail = fails
    },
  }
}
