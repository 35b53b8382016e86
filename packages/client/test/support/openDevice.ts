import 'fake-indexeddb/auto'
import { vi } from 'vitest'
import type { DeviceSchema } from '../../src/edge/deviceDatabase.ts'

/** What a test may look at of a device. */
export interface TestDevice {
  /** Everything that is kept, in all databases. */
  rows<T extends 'commands' | 'views'>(table: T): Promise<readonly DeviceSchema[T]['value'][]>
  /** What the origin remembers. */
  readonly remembered: Map<string, string>
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

/** Gives the globals of this test the storages of a new device, until `vi.unstubAllGlobals`. */
export function openDevice(): TestDevice {
  const indexedDB = new IDBFactory()
  const remembered = new Map<string, string>()
  vi.stubGlobal('indexedDB', indexedDB)
  vi.stubGlobal('localStorage', {
    get length() {
      return remembered.size
    },
    key: (at: number) => [...remembered.keys()][at] ?? null,
    getItem: (key: string) => remembered.get(key) ?? null,
    setItem: (key: string, value: string) => void remembered.set(key, value),
    removeItem: (key: string) => void remembered.delete(key),
  })
  return {
    remembered,
    async rows(table) {
      const all: DeviceSchema[typeof table]['value'][] = []
      for (const { name = '' } of await indexedDB.databases()) {
        const database = await settled(indexedDB.open(name))
        all.push(...(await settled(database.transaction(table).objectStore(table).getAll())))
        database.close()
      }
      return all
    },
  }
}
