import type { Store } from '../Store.ts'
import { createLocalStore } from './createLocalStore.ts'
import { openMemory } from './openDatabase.ts'

/**
 * Creates a store that forgets all when it is closed: the SQLite store on a database in memory, in the thread of the caller. For tests and
 * trials. [S2]
 */
export function createMemoryStore(): Store {
  return createLocalStore(openMemory())
}
