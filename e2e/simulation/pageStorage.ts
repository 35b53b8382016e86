import type { OutboxStorage, StoredCommand } from '@sluice/client'
import type { SessionRef } from '@sluice/protocol'
import type { SeededRandom, VirtualTime } from '@sluice/testkit/simulation'

/** The storage of a browser, in which a page keeps its commands. It outlives the page. */
export interface PageStorage {
  /** What a page writes to until it closes. */
  open(): OutboxStorage
  /** The page is gone: of what it had not written yet, some is written all the same. Returns the ids of commands that were not. */
  lose(): readonly string[]
}

interface Write {
  readonly commandId: string
  readonly isPut: boolean
  readonly run: () => void
}

/** Creates an empty storage; a write takes up to `delayMs`, and writes are done in order. */
export function createPageStorage(time: VirtualTime, random: SeededRandom, delayMs: number): PageStorage {
  const sessions = new Map<string, StoredCommand[]>()
  let waiting: Write[] = []
  let isOpen = 0

  const commandsOf = ({ agent, id }: SessionRef): StoredCommand[] => {
    const name = `${agent}/${id}`
    const list = sessions.get(name) ?? []
    sessions.set(name, list)
    return list
  }

  const finish = (write: Write): void => {
    waiting = waiting.filter(other => other !== write)
    write.run()
  }

  const write = (commandId: string, isPut: boolean, run: () => void): Promise<void> =>
    new Promise(resolve => {
      const mine = isOpen
      const one: Write = { commandId, isPut, run }
      waiting.push(one)
      time.after(delayMs, () => {
        if (mine !== isOpen || !waiting.includes(one)) return
        finish(one)
        resolve()
      })
    })

  return {
    open: () => ({
      load: async session => [...commandsOf(session)],
      put: (session, stored) =>
        write(stored.commandId, true, () => {
          const list = commandsOf(session)
          const at = list.findIndex(({ commandId }) => commandId === stored.commandId)
          if (at >= 0) list[at] = stored
          else list.push(stored)
        }),
      remove: (session, commandId) =>
        write(commandId, false, () => {
          const list = commandsOf(session)
          const at = list.findIndex(stored => stored.commandId === commandId)
          if (at >= 0) list.splice(at, 1)
        }),
    }),
    lose: () => {
      isOpen += 1
      const kept = random.below(waiting.length + 1)
      for (const one of waiting.slice(0, kept)) one.run()
      const lost = waiting.slice(kept)
      waiting = []
      return lost.filter(({ isPut }) => isPut).map(({ commandId }) => commandId)
    },
  }
}
