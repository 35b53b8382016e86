import type { DatabaseSync } from 'node:sqlite'
import type { Store } from '../Store.ts'
import { createQueue } from './createQueue.ts'
import { createStore } from './createStore.ts'
import { createEngine } from './engine.ts'

/** Creates a store on an open database, in the thread of the caller; closing the store closes the database. */
export function createLocalStore(db: DatabaseSync): Store {
  const engine = createEngine(db)
  return createStore(
    createQueue({
      perform: async batch => ({ answers: engine.perform(batch), texts: batch.texts }),
      close: async () => {
        engine.settle()
        db.close()
      },
    }),
  )
}
