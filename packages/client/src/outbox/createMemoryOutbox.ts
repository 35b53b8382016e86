import type { SessionRef } from '@sluice/protocol'
import type { OutboxStorage, StoredCommand } from './OutboxStorage.ts'

/** Creates a storage that lasts as long as the page: clients that share it, one after the other, lose nothing between them. [C3] */
export function createMemoryOutbox(): OutboxStorage {
  const sessions = new Map<string, StoredCommand[]>()
  const of = ({ agent, id }: SessionRef): StoredCommand[] => {
    const key = `${agent}/${id}`
    const list = sessions.get(key) ?? []
    sessions.set(key, list)
    return list
  }
  return {
    load: async session => [...of(session)],
    put: async (session, stored) => void of(session).push(stored),
    async remove(session, commandId) {
      const list = of(session)
      const at = list.findIndex(stored => stored.commandId === commandId)
      if (at >= 0) list.splice(at, 1)
    },
  }
}
