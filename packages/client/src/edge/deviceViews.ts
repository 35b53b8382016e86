import { parseView, type View, window } from '@sluice/fold'
import { EVENT_REVISION, isAfter, type SessionRef, VIEW_REVISION } from '@sluice/protocol'
import type { Environment } from '../environment.ts'
import type { ViewStorage } from '../storage/ViewStorage.ts'
import type { DeviceDatabase, ViewRow } from './deviceDatabase.ts'
import { whileAlone } from './pageLock.ts'

/** What is kept of a session: what a server's snapshot holds. [S3 F7] */
const LIMIT = { messages: 200, bytes: 128 * 1024 }

/** Sessions that are kept; the least recently used go first. With their limits these are some 20 MB at most. */
const MOST_SESSIONS = 100

/** A view that goes on changing is written this often. */
const WRITE_MS = 2_000

const REVISION = `${EVENT_REVISION}.${VIEW_REVISION}`

const nameOf = ({ agent, id }: SessionRef): string => `${agent}/${id}`

/** What the views of a device are kept with. */
export interface DeviceViewsOptions {
  readonly database: () => Promise<DeviceDatabase>
  /** The database's name, which those of other pages have too. */
  readonly name: string
  readonly environment: Environment
}

/** Keeps the last view of each session in the database of the device. One page writes at a time, and none puts an earlier view over a later one. [C6] */
export function createDeviceViews({ database, name, environment }: DeviceViewsOptions): ViewStorage {
  const waiting = new Map<string, View | null>()
  let cancel: (() => void) | undefined
  let isWatching = false

  async function write(session: string, view: View | null): Promise<void> {
    const { store, done } = (await database()).transaction('views', 'readwrite')
    const known = await store.get(session)
    if (view === null) await store.delete(session)
    else if (!known || known.revision !== REVISION || !isAfter(known.offset ?? '', view.offset)) {
      const now = environment.now()
      const isSame = known?.revision === REVISION && known.offset === view.offset
      const text = isSame ? known.text : JSON.stringify(window(view, LIMIT))
      await store.put({ session, text, offset: view.offset, revision: REVISION, savedAt: now, usedAt: now })
      const surplus = (await store.count()) - MOST_SESSIONS
      if (surplus > 0) {
        const oldest = await store.index('usedAt').getAllKeys(undefined, surplus)
        for (const key of oldest) await store.delete(key)
      }
    }
    await done
  }

  function flush(): void {
    cancel?.()
    cancel = undefined
    const due = [...waiting]
    waiting.clear()
    if (due.length === 0) return
    whileAlone(`${name} views`, async () => {
      for (const [session, view] of due) await write(session, view)
      // A copy that cannot be written, for want of space or of a database, is done without.
    }).catch(() => {})
  }

  return {
    async load(ref) {
      const session = nameOf(ref)
      const row: ViewRow | undefined = await (await database()).get('views', session)
      if (row?.revision !== REVISION) return null
      const parsed = parseView(row.text)
      if (!parsed.ok) return null
      void whileAlone(`${name} views`, async () => {
        const { store, done } = (await database()).transaction('views', 'readwrite')
        const known = await store.get(session)
        if (known) await store.put({ ...known, usedAt: environment.now() })
        await done
      }).catch(() => {})
      return { view: parsed.value, savedAt: row.savedAt }
    },
    save(ref, view) {
      waiting.set(nameOf(ref), view)
      // A page that is hidden may not be shown again.
      if (!isWatching) environment.onWake(flush)
      isWatching = true
      if (view === null) flush()
      else cancel ??= environment.after(WRITE_MS, flush)
    },
  }
}
