import type { OutboxStorage } from '../outbox/OutboxStorage.ts'
import type { ViewStorage } from './ViewStorage.ts'

/** What is kept on the device of a person: the commands that wait, and the last view of each session. */
export interface DeviceStorage {
  readonly outbox: OutboxStorage
  readonly views: ViewStorage
  /** Erases both, here and in the other pages of the same person, which keep nothing more from then on. */
  clear(): Promise<void>
}
