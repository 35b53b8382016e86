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
export function createLazyStorage(load: () => Promise<DeviceStorage | null>): LazyStorage {
  const ask = <T>(use: (storage: DeviceStorage) => Promise<T> | T, otherwise: T): Promise<T> =>
    load()
      .then(storage => (storage ? use(storage) : otherwise))
      .catch(() => otherwise)
  return {
    outbox: {
      load: ref => ask(({ outbox }) => outbox.load(ref), []),
      put: (ref, stored) => ask(({ outbox }) => outbox.put(ref, stored), undefined),
      remove: (ref, commandId) => ask(({ outbox }) => outbox.remove(ref, commandId), undefined),
      onOrphans(listener) {
        void ask<unknown>(({ outbox }) => outbox.onOrphans?.(listener), undefined)
        return () => {}
      },
    },
    views: {
      load: ref => ask(({ views }) => views.load(ref), null),
      save: (ref, view) => void ask(({ views }) => views.save(ref, view), undefined),
    },
  }
}
