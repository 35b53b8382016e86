import type { Id, SessionRef } from '@sluice/protocol'
import type { OutboxStorage, StoredCommand } from './OutboxStorage.ts'

/** Creates a storage that lasts as long as the page: clients that share it, one after the other, lose nothing between them. [C3] */
export function createMemoryOutbox(): OutboxStorage {
  const sessions = new Map<string, Map<Id, StoredCommand>>()
  const of = ({ agent, id }: SessionRef): Map<Id, StoredCommand> => {
    const key = `${agent}/${id}`
    const list = sessions.get(key) ?? new Map()
    sessions.set(key, list)
    return list
  }
  return {
    load: async session => [...of(session).values()],
    put: async (session, stored) => void of(session).set(stored.commandId, stored),
    remove: async (session, commandId) => void of(session).delete(commandId),
  }
}
