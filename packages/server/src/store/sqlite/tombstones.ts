import type { DatabaseSync } from 'node:sqlite'
import { damaged } from './failure.ts'
import { type KeyText, partsOfText } from './operations.ts'
import { prepare } from './statement.ts'
import { sumOf } from './sum.ts'

/** What is left of deleted sessions, as JSON. [S12] */
export interface Tombstones {
  find(key: KeyText): string | null
  /** Only in a transaction. */
  put(key: KeyText, tombstone: string): void
}

/** Creates the access to the tombstones. */
export function createTombstones(db: DatabaseSync): Tombstones {
  const select = prepare<[tombstone: string, sum: number]>(
    db,
    'SELECT tombstone, sum FROM tombstones WHERE tenant = ? AND agent = ? AND session = ?',
  )
  const insert = prepare<[]>(
    db,
    'INSERT OR REPLACE INTO tombstones (tenant, agent, session, tombstone, sum) VALUES (?, ?, ?, ?, ?)',
  )
  return {
    find: key => {
      const found = select.get(...partsOfText(key))
      if (found === undefined) return null
      if (sumOf(key, found[0]) !== found[1])
        throw damaged('the tombstone of a session is not what was written')
      return found[0]
    },
    put: (key, tombstone) => {
      insert.run(...partsOfText(key), tombstone, sumOf(key, tombstone))
    },
  }
}
