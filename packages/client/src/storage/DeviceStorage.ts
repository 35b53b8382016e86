import type { OutboxStorage } from '../outbox/OutboxStorage.ts'
import type { ViewStorage } from './ViewStorage.ts'

/** What is kept on the device of a person: the commands that wait, and the last view of each session. */
export interface DeviceStorage {
  readonly outbox: OutboxStorage
  readonly views: ViewStorage
  /** Erases what is kept of a person, or, where null does not say, of who was there last; the other pages are told. It keeps nothing more from then on. */
  clear(person: string | null): Promise<void>
}
