import type { Environment } from '../environment.ts'
import type { DeviceStorage } from '../storage/DeviceStorage.ts'
import { type DeviceDatabase, openDeviceDatabase } from './deviceDatabase.ts'
import { createDeviceOutbox } from './deviceOutbox.ts'
import { createDeviceViews } from './deviceViews.ts'

/** Creates the storage of one server and user on this device, in IndexedDB. A database that cannot be opened rejects each call. [C3 C6] */
export function createDeviceStorage(name: string, environment: Environment): DeviceStorage {
  let opened: Promise<DeviceDatabase> | undefined
  let isCleared = false
  const database = (): Promise<DeviceDatabase> => {
    if (isCleared) return Promise.reject(new Error('What was kept on this device was erased.'))
    opened ??= openDeviceDatabase(name, () => {
      opened = undefined
    })
    // Opening may work the next time.
    opened.catch(() => {
      opened = undefined
    })
    return opened
  }

  const channel = new BroadcastChannel(`${name} cleared`)
  channel.onmessage = () => {
    isCleared = true
  }

  return {
    outbox: createDeviceOutbox({ database, name, page: environment.newId() }),
    views: createDeviceViews({ database, environment }),
    async clear() {
      channel.postMessage('')
      const open = await database()
      isCleared = true
      await Promise.all([open.clear('commands'), open.clear('views')])
    },
  }
}
