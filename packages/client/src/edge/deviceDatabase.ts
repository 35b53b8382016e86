import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { StoredCommand } from '../outbox/OutboxStorage.ts'

/** A command in the database of this device. */
export interface CommandRow extends StoredCommand {
  /** `agent/id` of its session. */
  readonly session: string
  /** The page that sends it; its lock is held while it lives. */
  readonly owner: string
  /** Its place among those of its session. */
  readonly order: number
}

/** A view in the database of this device. */
export interface ViewRow {
  /** Whose it is; empty where nobody said. */
  readonly person: string
  readonly session: string
  /** The view as JSON. */
  readonly text: string
  readonly offset: string | null
  /** Event and view revision that it was folded with. */
  readonly revision: string
  /** Local times in ms. */
  readonly savedAt: number
  readonly usedAt: number
}

/** The tables of this device. */
export interface DeviceSchema extends DBSchema {
  commands: { key: [string, string]; value: CommandRow }
  views: { key: [string, string]; value: ViewRow; indexes: { usedAt: number } }
}

/** The database of this device. */
export type DeviceDatabase = IDBPDatabase<DeviceSchema>

/** Opens the database of one server and user, which another version of this code may have made. `closed` is told when the browser takes it away. */
export function openDeviceDatabase(name: string, closed: () => void): Promise<DeviceDatabase> {
  return openDB<DeviceSchema>(name, 2, {
    upgrade(database) {
      // What the first version kept does not say whose it is.
      for (const table of database.objectStoreNames) database.deleteObjectStore(table)
      database.createObjectStore('commands', { keyPath: ['session', 'commandId'] })
      database.createObjectStore('views', { keyPath: ['person', 'session'] }).createIndex('usedAt', 'usedAt')
    },
    // A page with newer code waits for this one to let go.
    blocking(_current, _blocked, event) {
      closed()
      ;(event.target as IDBDatabase).close()
    },
    terminated: closed,
  })
}
