import type { Backend } from '../backend/Backend.ts'
import type { Environment } from '../environment.ts'
import { personOf } from './personOf.ts'

/** Asks whom the server would greet now: null for nobody; rejects where it does not say. [C11] */
export type AskPerson = () => Promise<string | null>

/** A page may be shown again and again; the server is asked no more often. */
const REST_MS = 5_000

/** What is needed to notice that somebody else has signed in. */
export interface PersonCheckOptions {
  readonly backend: Pick<Backend, 'connection'>
  readonly environment: Pick<Environment, 'after'>
  readonly askPerson: AskPerson
  /** The connection is not of who would be greeted now. */
  readonly another: () => void
}

/**
 * Creates what looks whether a connection is still of whom the server would greet, where the browser says who asks: who signs in elsewhere changes nothing
 * of a connection that is open. Where the server does not say, the connection stays. [C11]
 */
export function createPersonCheck({
  backend,
  environment,
  askPerson,
  another,
}: PersonCheckOptions): () => void {
  let isResting = false
  let isWanted = false

  async function ask(): Promise<void> {
    const isOnline = (): boolean => backend.connection.getSnapshot().status === 'online'
    // The next connection is opened as whoever it is then.
    if (!isOnline()) return
    const person = await askPerson().catch(() => undefined)
    if (person !== undefined && isOnline() && person !== personOf(backend.connection.getSnapshot())) another()
  }

  return function look() {
    isWanted = true
    if (isResting) return
    isWanted = false
    isResting = true
    void ask()
    environment.after(REST_MS, () => {
      isResting = false
      if (isWanted) look()
    })
  }
}
