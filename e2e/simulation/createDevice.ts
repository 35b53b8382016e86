import type { OutboxStorage, StoredCommand, ViewStorage } from '@sluice/client'
import { parseView, type View, window } from '@sluice/fold'
import type { SessionRef } from '@sluice/protocol'
import type { SeededRandom, VirtualTime } from '@sluice/testkit/simulation'

/** What a page keeps on the device. */
export interface PageStorage {
  readonly outbox: OutboxStorage
  readonly views: ViewStorage
  /** The page is gone: of what it had not written yet, some is written all the same. Returns the ids of commands of which something was not. */
  end(): readonly string[]
}

/** The storage of a browser. It outlives the pages. */
export interface Device {
  /** Opens it for a page, which says itself whose it is or not; `run` runs something at once, when the page wakes, or never when it has ended. */
  open(page: string, run: (callback: () => void) => void, isNamed: boolean): PageStorage
  /** The server has greeted somebody. */
  greeted(person: string): void
  /** Erases what is kept of a person, or of who was there last where null does not say. Returns whose it was. */
  clear(person: string | null): string | null
  /** The commands that are kept. */
  commands(): readonly StoredCommand[]
}

/** What is to be done, and the command that it writes. */
interface Asked {
  readonly run: () => void
  readonly commandId: string | null
}

interface Row {
  owner: string
  readonly session: string
  stored: StoredCommand
}

/** How soon the other pages learn that a page has ended. */
const NOTICED_MS = 20

/** A view that goes on changing is written this often. */
const WRITE_MS = 500

const LIMIT = { messages: 200, bytes: 128 * 1024 }

const nameOf = ({ agent, id }: SessionRef): string => `${agent}/${id}`

/** Creates an empty storage, on which reading and writing take up to `delayMs`. */
export function createDevice(time: VirtualTime, random: SeededRandom, delayMs: number): Device {
  /** In the order in which they were first kept. */
  const rows: Row[] = []
  /** By whose they are and their sessions, as JSON. */
  const views = new Map<string, { readonly text: string; readonly savedAt: number }>()
  /** Who was greeted last. */
  let last: string | null = null
  /** Pages that live, and what is told to each when another one ends. */
  const living = new Map<string, Set<() => void>>()

  const open: Device['open'] = (page, run, isNamed) => {
    const listeners = new Set<() => void>()
    living.set(page, listeners)
    let waiting: Asked[] = []
    const unwritten = new Map<string, View | null>()

    /** What is asked is done in order. */
    const ask = <T>(act: () => T, commandId: string | null = null): Promise<T> =>
      new Promise(resolve => {
        const one: Asked = {
          commandId,
          run: () => {
            const answer = act()
            run(() => resolve(answer))
          },
        }
        waiting.push(one)
        time.after(delayMs, () => {
          if (!living.has(page)) return
          waiting = waiting.filter(other => other !== one)
          one.run()
        })
      })

    const find = (session: string, commandId: string): number =>
      rows.findIndex(row => row.session === session && row.stored.commandId === commandId)

    const write = (): void => {
      for (const [key, view] of unwritten) {
        if (view === null) views.delete(key)
        else views.set(key, { text: JSON.stringify(window(view, LIMIT)), savedAt: time.now() })
      }
      unwritten.clear()
    }

    return {
      outbox: {
        load: (ref, asks) =>
          ask(() => {
            const session = nameOf(ref)
            const whose = asks ?? last
            const mine = rows.filter(
              row =>
                row.session === session && (row.stored.person === undefined || row.stored.person === whose),
            )
            for (const row of mine) if (!living.has(row.owner)) row.owner = page
            return mine.filter(({ owner }) => owner === page).map(({ stored }) => stored)
          }),
        put: (ref, stored) =>
          ask(() => {
            const session = nameOf(ref)
            const row = rows[find(session, stored.commandId)]
            const { person = row?.stored.person } = stored
            // The next page may be somebody else's, and would send it as theirs.
            if (person === undefined && !isNamed) return
            if (row === undefined) rows.push({ owner: page, session, stored })
            else row.stored = { ...stored, ...(person !== undefined && { person }) }
          }, stored.commandId),
        remove: (ref, commandId) =>
          ask(() => {
            const at = find(nameOf(ref), commandId)
            if (at >= 0) rows.splice(at, 1)
          }),
        onOrphans: listener => {
          listeners.add(listener)
          return () => void listeners.delete(listener)
        },
      },
      views: {
        load: (ref, asks) =>
          ask(() => {
            const person = asks ?? last ?? ''
            const kept = views.get(JSON.stringify([person, nameOf(ref)]))
            const parsed = kept === undefined ? null : parseView(kept.text)
            return kept !== undefined && parsed?.ok
              ? { view: parsed.value, savedAt: kept.savedAt, person }
              : null
          }),
        save: (ref, view, asks) => {
          if (unwritten.size === 0)
            time.after(WRITE_MS, () => {
              if (living.has(page)) write()
            })
          unwritten.set(JSON.stringify([asks ?? '', nameOf(ref)]), view)
        },
      },
      end: () => {
        living.delete(page)
        const done = random.below(waiting.length + 1)
        for (const one of waiting.slice(0, done)) one.run()
        time.after(NOTICED_MS, () => {
          for (const others of living.values()) for (const listener of others) listener()
        })
        return waiting.slice(done).flatMap(({ commandId }) => commandId ?? [])
      },
    }
  }

  const clear: Device['clear'] = person => {
    const whose = person ?? last
    if (last === whose) last = null
    for (const row of rows.filter(({ stored }) => (stored.person ?? whose) === whose))
      rows.splice(rows.indexOf(row), 1)
    for (const key of [...views.keys()]) if ((JSON.parse(key) as string[])[0] === whose) views.delete(key)
    return whose
  }

  return {
    open,
    greeted: person => {
      last = person
    },
    clear,
    commands: () => rows.map(({ stored }) => stored),
  }
}
