import type { DirectoryFilter, DirectoryRow, SessionRef } from '@sluice/protocol'
import type { Principal } from '../access/types.ts'
import { DEFAULT_ROWS, type Directory } from '../directory/createDirectory.ts'
import { matchesFilter } from '../directory/matchesFilter.ts'
import type { Channel } from './channel.ts'
import type { Outgoing } from './outgoing.ts'
import type { Pump, Worker } from './pump.ts'

/** How many changed rows may wait before the channel asks the store for all. [S4] */
const MOST_WAITING = 500

/** What a channel of the directory is made of. */
export interface DirectoryChannelOptions {
  readonly channel: number
  readonly filter: DirectoryFilter
  /** The principal as of its last token. */
  readonly principal: () => Principal
  readonly directory: Directory
  readonly outgoing: Outgoing
  readonly pump: Pump
  readonly onFailed: (cause: unknown) => void
}

const nameOf = (row: SessionRef): string => `${row.agent}/${row.id}`

/** Sends the rows of the directory that match a filter: first all, then what changed. [S13] */
export function createDirectoryChannel(options: DirectoryChannelOptions): Channel {
  const { channel, filter, principal, directory, outgoing, pump, onFailed } = options
  const limit = filter.limit ?? DEFAULT_ROWS
  /** What the client has been sent, by session. */
  let shown = new Map<string, DirectoryRow>()
  let waiting = new Map<string, DirectoryRow>()
  let isStale = true
  let isEnded = false
  let version = 0

  const send = (rows: readonly DirectoryRow[], gone: readonly DirectoryRow[]) => {
    if (version > 0 && rows.length === 0 && gone.length === 0) return
    version += 1
    const left = gone.map(({ agent, id }) => ({ agent, id }))
    outgoing.say({ type: 'rows', channel, version, rows: [...rows], gone: left })
  }

  const sendAll = async () => {
    isStale = false
    waiting = new Map()
    const rows = await directory.list(principal(), filter)
    if (isEnded) return
    const next = new Map(rows.map(row => [nameOf(row), row]))
    const changed = rows.filter(row => shown.get(nameOf(row))?.offset !== row.offset)
    const gone = [...shown].filter(([name]) => !next.has(name)).map(([, row]) => row)
    shown = next
    send(changed, gone)
  }

  const evictOldest = (): DirectoryRow[] => {
    if (shown.size <= limit) return []
    const oldest = [...shown.values()].sort((a, b) => a.updatedAt - b.updatedAt).slice(0, shown.size - limit)
    for (const row of oldest) shown.delete(nameOf(row))
    return oldest
  }

  const sendChanged = async () => {
    const changes = [...waiting]
    waiting = new Map()
    const wasFull = shown.size >= limit
    const sent = new Set(shown.keys())
    const gone: DirectoryRow[] = []
    const changed = new Map<string, DirectoryRow>()
    for (const [name, row] of changes) {
      const isShown = shown.has(name)
      if (matchesFilter(row, filter) && (isShown || (await directory.mayRead(principal(), row)))) {
        shown.set(name, row)
        changed.set(name, row)
      } else if (isShown) {
        shown.delete(name)
        gone.push(row)
      }
    }
    if (isEnded) return
    // A row that left makes room for one that is only in the store.
    if (wasFull && gone.length > 0) isStale = true
    for (const row of evictOldest()) {
      changed.delete(nameOf(row))
      if (sent.has(nameOf(row))) gone.push(row)
    }
    send([...changed.values()], gone)
  }

  const isBehind = () => !isEnded && (isStale || waiting.size > 0)

  const worker: Worker = {
    isBehind,
    fail: onFailed,
    step: async () => {
      if (isEnded) return
      if (isStale) await sendAll()
      else await sendChanged()
    },
  }

  const unfollow = directory.follow(principal().tenant, row => {
    if (row !== null) waiting.set(nameOf(row), row)
    if (row === null || waiting.size > MOST_WAITING) {
      isStale = true
      waiting = new Map()
    }
    pump.add(worker)
  })
  pump.add(worker)

  return {
    report: () => ({ session: null, want: 'rows', live: !isBehind(), offset: null, head: null }),
    end: () => {
      isEnded = true
      unfollow()
    },
  }
}
