import type { OutboxStorage } from '../outbox/OutboxStorage.ts'
import type { DeviceStorage } from './DeviceStorage.ts'
import type { ViewStorage } from './ViewStorage.ts'

/** What a client keeps, as far as it can: nothing here rejects. */
export interface LazyStorage {
  readonly outbox: OutboxStorage
  readonly views: ViewStorage
}

/**
 * A storage whose code is loaded when it is first used. Where nothing can be kept, because there is no database or it failed, the page goes on
 * with what it has in memory.
 */
export function createLazyStorage(load: () => Promise<DeviceStorage>): LazyStorage {
  const ask = <T>(use: (storage: DeviceStorage) => Promise<T> | T): Promise<T | undefined> =>
    load()
      .then(use)
      .catch(() => undefined)
  return {
    outbox: {
      load: async (ref, person) => (await ask(({ outbox }) => outbox.load(ref, person))) ?? [],
      put: (ref, stored) => ask(({ outbox }) => outbox.put(ref, stored)),
      remove: (ref, commandId) => ask(({ outbox }) => outbox.remove(ref, commandId)),
      onOrphans: listener => void ask(({ outbox }) => outbox.onOrphans?.(listener)),
    },
    views: {
      load: async (ref, person) => (await ask(({ views }) => views.load(ref, person))) ?? null,
      save: (ref, view, person) => void ask(({ views }) => views.save(ref, view, person)),
    },
  }
}
