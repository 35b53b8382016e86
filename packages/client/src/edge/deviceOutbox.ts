import type { Id, SessionRef } from '@sluice/protocol'
import type { IDBPObjectStore } from 'idb'
import type { Environment } from '../environment.ts'
import type { OutboxStorage, StoredCommand } from '../outbox/OutboxStorage.ts'
import type { CommandRow, DeviceDatabase, DeviceSchema } from './deviceDatabase.ts'
import type { LastPerson } from './lastPerson.ts'
import { afterLock, isLockFree, takePageLock } from './pageLock.ts'

const nameOf = ({ agent, id }: SessionRef): string => `${agent}/${id}`

/** What the outbox of a device is made of. */
export interface DeviceOutboxOptions {
  readonly database: () => Promise<DeviceDatabase>
  /** The database's name, which those of other pages have too. */
  readonly name: string
  readonly person: LastPerson
  /** Names this page. */
  readonly page: string
  readonly environment: Pick<Environment, 'now' | 'after'>
}

type CommandTable = IDBPObjectStore<DeviceSchema, ['commands'], 'commands', 'readwrite'>

/** A browser whose database does not answer, which does happen, holds up what is said no longer than this. */
const PATIENCE_MS = 2_000

/**
 * Keeps commands in the database of the device. Each belongs to the page that made it, which alone sends it; when that page has ended, whatever page
 * loads the session next takes it over. [C3 C6]
 */
export function createDeviceOutbox({
  database,
  name,
  person,
  page,
  environment,
}: DeviceOutboxOptions): OutboxStorage {
  const owner = `${name} page ${page}`
  const held = takePageLock(owner)
  const listeners = new Set<() => void>()
  const awaited = new Set<string>()
  /** What is kept of the commands of this page. */
  const own = new Map<Id, CommandRow>()
  /** The last place of each session that is known. */
  const lastOrders = new Map<string, number>()
  let last: Promise<unknown> = held

  /** Runs what is asked one after the other, whatever became of the one before. */
  function inOrder<T>(run: (database: DeviceDatabase) => Promise<T>): Promise<T> {
    const next = last.then(database).then(run)
    last = next.catch(() => {})
    return next
  }

  /**
   * Writes one thing, behind all that was asked before. With nothing awaited in between and committed at once, it is written also where the page is left
   * right behind it.
   */
  function write(act: (table: CommandTable) => Promise<unknown>): Promise<void> {
    const written = inOrder(async open => {
      const transaction = open.transaction('commands', 'readwrite')
      const acted = act(transaction.store)
      transaction.commit()
      // Its end is not waited for by what comes next: the database keeps the order of its transactions.
      return { end: Promise.all([acted, transaction.done]) }
    })
    return new Promise((resolve, reject) => {
      const cancel = environment.after(PATIENCE_MS, () =>
        reject(new Error('The database of this device does not answer, so what was said may not be kept.')),
      )
      written
        .then(({ end }) => end)
        .then(() => resolve(), reject)
        .finally(cancel)
    })
  }

  /** Tells the listeners when a page that has commands of its own has ended. */
  function awaitEnd(other: string): void {
    if (awaited.has(other) || other === owner) return
    awaited.add(other)
    afterLock(other, () => {
      awaited.delete(other)
      for (const listener of listeners) listener()
    })
  }

  const channel = new BroadcastChannel(`${name} outbox`)
  channel.onmessage = ({ data }: MessageEvent<string>) => awaitEnd(data)

  const rangeOf = (session: string): IDBKeyRange => IDBKeyRange.bound([session], [session, []])

  /** What is kept of a person, and what was said before anybody knew by whom. */
  const isOf =
    (whose: string | null) =>
    (row: CommandRow): boolean =>
      row.person === undefined || row.person === whose

  /** The place of the next command: behind all that were found, and where those of other pages are not known, by the clock. */
  function nextOrder(session: string): number {
    const order = Math.max((lastOrders.get(session) ?? 0) + 1, environment.now())
    lastOrders.set(session, order)
    return order
  }

  async function takeOver(open: DeviceDatabase, session: string, whose: string | null): Promise<void> {
    const rows = (await open.getAll('commands', rangeOf(session))).filter(isOf(whose))
    const others = new Set(rows.map(row => row.owner).filter(other => other !== owner))
    const ended = new Set<string>()
    for (const other of others) {
      if (await isLockFree(other)) ended.add(other)
      else awaitEnd(other)
    }
    if (ended.size === 0) return
    const { store, done } = open.transaction('commands', 'readwrite')
    // Read again: another page may have been faster.
    for (const row of await store.getAll(rangeOf(session)))
      if (ended.has(row.owner) && isOf(whose)(row)) await store.put({ ...row, owner })
    await done
  }

  return {
    load: (ref, asks) =>
      inOrder(async open => {
        const session = nameOf(ref)
        const whose = asks ?? person.last()
        await takeOver(open, session, whose)
        const rows = await open.getAll('commands', rangeOf(session))
        lastOrders.set(session, Math.max(lastOrders.get(session) ?? 0, ...rows.map(row => row.order)))
        const ours = rows.filter(row => row.owner === owner && isOf(whose)(row))
        for (const row of ours) own.set(row.commandId, row)
        return ours
          .sort((a, b) => a.order - b.order)
          .map(
            ({ commandId, command, createdAt, wasSent, refused, person }): StoredCommand => ({
              commandId,
              command,
              createdAt,
              ...(wasSent && { wasSent }),
              ...(refused && { refused }),
              ...(person !== undefined && { person }),
            }),
          )
      }),
    put: (ref, stored) =>
      write(table => {
        const session = nameOf(ref)
        const known = own.get(stored.commandId)
        // Where nobody was greeted yet it is still of whom it was.
        const of = known?.person === undefined ? {} : { person: known.person }
        const order = known?.order ?? nextOrder(session)
        const row: CommandRow = { session, owner, order, ...of, ...stored }
        // The next page may be somebody else's, and would send it as theirs.
        if (row.person === undefined && !person.isNamed) return Promise.resolve()
        own.set(row.commandId, row)
        // Before it is written: who hears of it awaits the end of this page, which may come right behind.
        channel.postMessage(owner)
        return table.put(row)
      }),
    remove: (ref, commandId) =>
      write(table => {
        own.delete(commandId)
        return table.delete([nameOf(ref), commandId])
      }),
    onOrphans: listener => void listeners.add(listener),
  }
}
