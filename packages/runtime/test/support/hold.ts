/** A condition that a test holds, observes and releases. */
export interface Hold {
  /** Resolves when somebody waits. */
  readonly reached: Promise<void>
  /** Waits until released. */
  wait(): Promise<void>
  release(): void
}

/** Makes a hold. */
export function createHold(): Hold {
  const reached = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  return {
    reached: reached.promise,
    wait: () => {
      reached.resolve()
      return released.promise
    },
    release: released.resolve,
  }
}
