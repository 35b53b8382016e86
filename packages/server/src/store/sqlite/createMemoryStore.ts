import type { Store } from '../Store.ts'
import { createQueue } from './createQueue.ts'
import { createStore } from './createStore.ts'
import { createEngine } from './engine.ts'
import { openMemory } from './openDatabase.ts'

/**
 * Creates a store that forgets all when it is closed: the SQLite store on a database in memory, in the thread of the caller. For tests and
 * trials. [S2]
 */
export function createMemoryStore(): Store {
  const db = openMemory()
  const engine = createEngine(db)
  return createStore(
    createQueue({
      perform: async requests => engine.perform(requests),
      close: async () => db.close(),
    }),
  )
}
