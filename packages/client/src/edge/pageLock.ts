/** Says with a Web Lock that something of this page lives, until the page ends in whatever way. */
export interface PageLock {
  readonly name: string
  release(): void
}

/** Takes a lock of this page alone and resolves when it is held; with null where there are no locks, or the browser forbids them, and nobody can ask for it either. [C6] */
export async function takePageLock(name: string): Promise<PageLock | null> {
  const life = Promise.withResolvers<void>()
  const isHeld = await new Promise<boolean>(resolve => {
    const over = (): void => resolve(false)
    if (!navigator.locks) return over()
    navigator.locks
      .request(name, () => {
        resolve(true)
        return life.promise
      })
      .catch(over)
  })
  return isHeld ? { name, release: life.resolve } : null
}

/** Tells whether nobody holds a lock. Where there are no locks, everybody counts as gone. */
export const isLockFree = async (name: string): Promise<boolean> =>
  (await navigator.locks?.request(name, { ifAvailable: true }, lock => lock !== null).catch(() => true)) ??
  true

/** Calls back when the page that holds a lock has ended; never where there are no locks. */
export const afterLock = (name: string, run: () => void): void =>
  void navigator.locks?.request(name, run).catch(() => undefined)
