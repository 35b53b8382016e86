import type { Environment } from '../environment.ts'
import type { DeviceStorage } from '../storage/DeviceStorage.ts'
import { type DeviceDatabase, openDeviceDatabase } from './deviceDatabase.ts'
import { createDeviceOutbox } from './deviceOutbox.ts'
import { createDeviceViews } from './deviceViews.ts'
import { eraseNotes } from './eraseNotes.ts'
import type { LastPerson } from './lastPerson.ts'

/** What the storage of a device is made of. */
export interface DeviceStorageOptions {
  /** Names the server and the login. */
  readonly name: string
  readonly person: LastPerson
  readonly environment: Environment
  /** Who asks; null where that is not known. */
  readonly asks: () => string | null
  /** Another page has erased what is kept of who asks. */
  readonly ended: () => void
}

/** Creates the storage of one server and login on this device, in IndexedDB. A database that cannot be opened rejects each call. [C3 C6 C11] */
export function createDeviceStorage(options: DeviceStorageOptions): DeviceStorage {
  const { name, person, environment, asks, ended } = options
  let opened: Promise<DeviceDatabase> | undefined
  let isEnded = false
  function open(): Promise<DeviceDatabase> {
    opened ??= openDeviceDatabase(name, () => {
      opened = undefined
    })
    // Opening may work the next time.
    opened.catch(() => {
      opened = undefined
    })
    return opened
  }

  const database = (): Promise<DeviceDatabase> =>
    isEnded ? Promise.reject(new Error('What was kept on this device was erased.')) : open()

  const channel = new BroadcastChannel(`${name} cleared`)
  channel.onmessage = ({ data }: MessageEvent<string | null>) => {
    if (!person.isNamed && data !== asks()) return
    isEnded = true
    ended()
  }

  async function clear(whose: string | null): Promise<void> {
    isEnded = true
    const last = whose ?? person.last()
    // Before the other pages are told, which look at it then.
    eraseNotes(last)
    channel.postMessage(last)
    person.forget(last)
    const transaction = (await open()).transaction(['commands', 'views'], 'readwrite')
    for (const table of ['commands', 'views'] as const) {
      const store = transaction.objectStore(table)
      for (let cursor = await store.openCursor(); cursor; cursor = await cursor.continue()) {
        const { person: owner = last } = cursor.value
        if (person.isNamed || owner === last) await cursor.delete()
      }
    }
    await transaction.done
  }

  return {
    outbox: createDeviceOutbox({ database, name, person, page: environment.newId(), environment }),
    views: createDeviceViews({ database, person, environment }),
    clear,
  }
}
