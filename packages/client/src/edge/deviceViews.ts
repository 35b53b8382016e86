import { parseView, type View, window } from '@sluice/fold'
import { EVENT_REVISION, type SessionRef, VIEW_REVISION } from '@sluice/protocol'
import type { Environment } from '../environment.ts'
import type { ViewStorage } from '../storage/ViewStorage.ts'
import type { DeviceDatabase, ViewRow } from './deviceDatabase.ts'
import type { LastPerson } from './lastPerson.ts'

/** What is kept of a session: what a server's snapshot holds. [S3 F7] */
const LIMIT = { messages: 80, bytes: 128 * 1024 }

/** Sessions that are kept; the least recently used go first. With their limits these are some 20 MB at most. */
const MOST_SESSIONS = 100

/** A view that goes on changing is written this often. */
const WRITE_MS = 500

const REVISION = `${EVENT_REVISION}.${VIEW_REVISION}`

const nameOf = ({ agent, id }: SessionRef): string => `${agent}/${id}`

/** What the views of a device are kept with. */
export interface DeviceViewsOptions {
  readonly database: () => Promise<DeviceDatabase>
  readonly person: LastPerson
  readonly environment: Environment
}

/** Keeps the last view of each session in the database of the device. Its transactions let one page write at a time; what is written was live when it was. */
export function createDeviceViews({ database, person, environment }: DeviceViewsOptions): ViewStorage {
  /** By whose it is and its session, as JSON. */
  const waiting = new Map<string, View | null>()
  let cancel: (() => void) | undefined
  let isWatching = false

  async function write(due: ReadonlyMap<string, View | null>): Promise<void> {
    const transaction = (await database()).transaction('views', 'readwrite')
    const { store } = transaction
    const now = environment.now()
    for (const [key, view] of due) {
      const [person, session] = JSON.parse(key) as [string, string]
      if (view === null) void store.delete([person, session])
      else
        void store.put({
          person,
          session,
          text: JSON.stringify(window(view, LIMIT)),
          offset: view.offset,
          revision: REVISION,
          savedAt: now,
          usedAt: now,
        })
    }
    // Everything in one go: a page that is closed gets no other turn.
    transaction.commit()
    await transaction.done
  }

  async function forgetOldest(): Promise<void> {
    const { store, done } = (await database()).transaction('views', 'readwrite')
    const surplus = (await store.count()) - MOST_SESSIONS
    if (surplus > 0)
      for (const key of await store.index('usedAt').getAllKeys(undefined, surplus)) await store.delete(key)
    await done
  }

  function flush(): void {
    cancel?.()
    cancel = undefined
    if (waiting.size === 0) return
    const due = new Map(waiting)
    waiting.clear()
    // A copy that cannot be written, for want of space or of a database, is done without.
    write(due)
      .then(forgetOldest)
      .catch(() => {})
  }

  async function noteUse({ person, session }: ViewRow): Promise<void> {
    const { store, done } = (await database()).transaction('views', 'readwrite')
    const row = await store.get([person, session])
    if (row) await store.put({ ...row, usedAt: environment.now() })
    await done
  }

  return {
    async load(ref, asks) {
      const whose = asks ?? person.last() ?? ''
      const row = await (await database()).get('views', [whose, nameOf(ref)])
      if (row?.revision !== REVISION) return null
      const parsed = parseView(row.text)
      if (!parsed.ok) return null
      // It is only a little earlier to go when this cannot be written.
      noteUse(row).catch(() => {})
      return { view: parsed.value, savedAt: row.savedAt, person: whose }
    },
    save(ref, view, asks) {
      waiting.set(JSON.stringify([asks ?? '', nameOf(ref)]), view)
      // A page that is hidden may not be shown again.
      if (!isWatching) environment.onWake(flush)
      isWatching = true
      if (view === null) flush()
      else cancel ??= environment.after(WRITE_MS, flush)
    },
  }
}
