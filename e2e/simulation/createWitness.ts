import type { Offset } from '@sluice/protocol'
import type { Store } from '@sluice/server'

/** Knows what a store has said is durable. What a server says to anybody before that, a crash can take back. [S1] */
export interface Witness {
  /** Listens to what a store says. */
  watch(store: Store): Store
  isDurable(offset: Offset): boolean
  /** Tells that what was durable is lost. */
  lose(offsets: Iterable<Offset>): void
}

/** Creates a witness who has heard nothing yet. It goes on from process to process: what was durable stays so. */
export function createWitness(): Witness {
  const durable = new Set<Offset>()
  const hear = (offset: Offset | null | undefined): void => {
    if (offset != null) durable.add(offset)
  }

  return {
    watch: store => ({
      ...store,
      append: async append => {
        await store.append(append)
        for (const { offset } of append.envelopes) hear(offset)
      },
      head: async key => {
        const head = await store.head(key)
        hear(head)
        return head
      },
      read: async (key, after, maxBytes) => {
        const range = await store.read(key, after, maxBytes)
        for (const { offset } of range.envelopes) hear(offset)
        return range
      },
      holds: async (key, offset) => {
        const isHeld = await store.holds(key, offset)
        if (isHeld) hear(offset)
        return isHeld
      },
      command: async (key, principal, commandId) => {
        const record = await store.command(key, principal, commandId)
        hear(record?.offset)
        return record
      },
      directory: async (tenant, filter) => {
        const rows = await store.directory(tenant, filter)
        for (const { offset } of rows) hear(offset)
        return rows
      },
      getSnapshot: async (key, viewRevision, atOrBefore) => {
        const snapshot = await store.getSnapshot(key, viewRevision, atOrBefore)
        hear(snapshot?.offset)
        return snapshot
      },
    }),
    isDurable: offset => durable.has(offset),
    lose: offsets => {
      for (const offset of offsets) durable.delete(offset)
    },
  }
}
