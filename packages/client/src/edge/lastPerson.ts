/** Whom the server has greeted last in this browser, for one server and login. [C11] */
export interface LastPerson {
  /** Whether the page itself says whose it is, by a user or a token; else a cookie or a proxy does, and it may be somebody else the next time. */
  readonly isNamed: boolean
  last(): string | null
  greeted(person: string): void
  /** Forgets who it was, unless that was somebody else. */
  forget(person: string | null): void
}

/** Remembers who was greeted in the storage of the origin, where there is one. */
export function createLastPerson(name: string, isNamed: boolean): LastPerson {
  const key = `${name} person`
  /** A browser may forbid it. */
  function attempt<T>(use: (storage: Storage) => T): T | null {
    try {
      return use(localStorage)
    } catch {
      return null
    }
  }
  const last = (): string | null => attempt(storage => storage.getItem(key))
  return {
    isNamed,
    last,
    greeted(person) {
      if (last() !== person) attempt(storage => storage.setItem(key, person))
    },
    forget(person) {
      if (person === null || last() === person) attempt(storage => storage.removeItem(key))
    },
  }
}
