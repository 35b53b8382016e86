import { readdirSync, rmSync, statSync } from 'node:fs'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import type { Store } from '../../src/store/Store.ts'
import { openSqliteStore } from '../../src/store/sqlite/openSqliteStore.ts'

/** On the disk of the repository: the system's folder for temporary files may be in memory. */
const SCRATCH = join(import.meta.dirname, '../../../../.sluice/bench')

/** Runs something in a directory of its own. */
export async function inDirectory<T>(run: (directory: string) => Promise<T>): Promise<T> {
  await mkdir(SCRATCH, { recursive: true })
  const directory = await mkdtemp(join(SCRATCH, 'store-'))
  try {
    return await run(directory)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** Runs something on a new store. */
export function withStore<T>(run: (store: Store) => Promise<T>): Promise<T> {
  return inDirectory(async directory => {
    const store = await openSqliteStore({ directory })
    try {
      return await run(store)
    } finally {
      await store.close()
    }
  })
}

/** The bytes of all files of a directory. */
export function bytesIn(directory: string): number {
  return readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0)
}
