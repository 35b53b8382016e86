/** Says with a Web Lock that something of this page lives, until the page ends in whatever way. */
export interface PageLock {
  readonly name: string
  release(): void
}

/** Takes a lock of this page alone and resolves when it is held. Where there are no locks nobody can ask for it either. [C6] */
export async function takePageLock(name: string): Promise<PageLock> {
  const life = Promise.withResolvers<void>()
  const { locks } = navigator
  if (locks)
    await new Promise<void>(resolve => {
      void locks.request(name, () => {
        resolve()
        return life.promise
      })
    })
  return { name, release: life.resolve }
}

/** Tells whether nobody holds a lock. Where there are no locks, everybody counts as gone. */
export const isLockFree = async (name: string): Promise<boolean> =>
  (await navigator.locks?.request(name, { ifAvailable: true }, lock => lock !== null)) ?? true

/** Calls back when the page that holds a lock has ended. */
export const afterLock = (name: string, run: () => void): void => void navigator.locks?.request(name, run)
