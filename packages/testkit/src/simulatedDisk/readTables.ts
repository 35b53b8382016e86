import { searchText } from '@sluice/fold'
import type { DirectoryFilter, DirectoryRow, Envelope, Offset } from '@sluice/protocol'
import type {
  ApprovalAt,
  ListedApproval,
  ListedWake,
  SnapshotInStore,
  StoredBlob,
  StoredEntry,
  StoreKey,
} from '../storeContract/types.ts'
import { keyText, type SessionTable, type Tables } from './tables.ts'

const sequenceOf = (offset: Offset): string => offset.slice(0, 16)

/** Where in a log the first envelope behind an offset stands. */
function indexAfter(log: readonly Envelope[], after: Offset | null): number {
  if (after === null) return 0
  let [low, high] = [0, log.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sequenceOf(log[middle]?.offset ?? '') <= sequenceOf(after)) low = middle + 1
    else high = middle
  }
  return low
}

/** The head of a session that may not be there. */
export function headOf(session: SessionTable | undefined): Offset | null {
  return session?.log.at(-1)?.offset ?? null
}

const encoder = new TextEncoder()

/** Bytes of the JSON of envelopes that were read before. */
const measured = new WeakMap<Envelope, number>()

function bytesOf(envelope: Envelope): number {
  const known = measured.get(envelope)
  if (known !== undefined) return known
  const bytes = encoder.encode(JSON.stringify(envelope)).length
  measured.set(envelope, bytes)
  return bytes
}

/** A stretch of a log; see `Store.read`. */
export function readLog(log: readonly Envelope[], after: Offset | null, maxBytes: number) {
  const start = indexAfter(log, after)
  let end = start
  for (let bytes = 0; end < log.length; end += 1) {
    bytes += bytesOf(log[end] as Envelope)
    if (bytes > maxBytes && end > start) break
  }
  return { envelopes: log.slice(start, end), atHead: end === log.length }
}

/** Whether a log holds exactly this offset. */
export function holds(log: readonly Envelope[], offset: Offset): boolean {
  return log[indexAfter(log, offset) - 1]?.offset === offset
}

/** A page of settled things; see `Store.page`. */
export function readPage(pages: readonly StoredEntry['entry'][], before: number | null, limit: number) {
  const end = Math.min(before ?? pages.length, pages.length)
  const start = Math.max(0, end - limit)
  return pages.slice(start, end).map((entry, index) => ({ ordinal: start + index, entry }))
}

/** Looks through a page of settled things; see `Store.search`. */
export function searchPage(
  pages: readonly StoredEntry['entry'][],
  words: string,
  before: number | null,
  limit: number,
) {
  const page = readPage(pages, before, limit)
  const messages = page.flatMap(({ entry }) => {
    if (entry.kind !== 'message') return []
    // The parts of a settled message stand in it.
    const parts = entry.parts.filter(part => typeof part !== 'string')
    return [{ message: entry.id, after: entry.after, found: searchText(parts).includes(words) }]
  })
  const first = page[0]?.ordinal ?? 0
  return { messages, before: first > 0 ? first : null }
}

const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0)

/** Rows of a tenant; see `Store.directory`. */
export function listDirectory(
  tables: Tables,
  tenant: string,
  filter: DirectoryFilter,
): readonly DirectoryRow[] {
  const { agent, status, archived, search, limit = 100 } = filter
  return [...tables.values()]
    .filter(session => session.key.tenant === tenant)
    .flatMap(({ directory }) => (directory === null ? [] : [directory]))
    .filter(row => agent === undefined || row.agent === agent)
    .filter(row => status === undefined || row.status === status)
    .filter(row => archived === undefined || (row.archivedAt !== undefined) === archived)
    .filter(row => search === undefined || row.title.toLowerCase().includes(search.toLowerCase()))
    .sort((a, b) => b.updatedAt - a.updatedAt || compare(a.agent, b.agent) || compare(a.id, b.id))
    .slice(0, limit)
}

/** Open approvals of a tenant; see `Store.approvals`. */
export function listApprovals(
  tables: Tables,
  tenant: string,
  limit: number,
  after: ApprovalAt | null,
): readonly ListedApproval[] {
  return [...tables.values()]
    .filter(({ key }) => key.tenant === tenant)
    .flatMap(({ key, approvals }) =>
      [...approvals.values()].map(open => ({ ...open, agent: key.agent, session: key.id })),
    )
    .filter(open => after === null || compareApprovals(open, after) > 0)
    .sort(compareApprovals)
    .slice(0, limit)
}

const compareApprovals = (a: ApprovalAt, b: ApprovalAt): number =>
  a.requestedAt - b.requestedAt ||
  compare(a.agent, b.agent) ||
  compare(a.session, b.session) ||
  compare(a.approval, b.approval)

/** Sessions with an open run, in the order in which they were made. */
export function listUnsettled(tables: Tables): readonly StoreKey[] {
  return [...tables.values()]
    .filter(({ directory }) => directory?.status === 'running' || directory?.status === 'waiting')
    .map(({ key }) => key)
}

const compareKeys = (a: StoreKey, b: StoreKey): number =>
  compare(a.tenant, b.tenant) || compare(a.agent, b.agent) || compare(a.id, b.id)

/** Sessions that are to be woken; see `Store.wakes`. */
export function listWakes(tables: Tables): readonly ListedWake[] {
  return [...tables.values()]
    .flatMap(({ key, wakeAt }) => (wakeAt === null ? [] : [{ key, at: wakeAt }]))
    .sort((a, b) => a.at - b.at || compareKeys(a.key, b.key))
}

/** Sessions with a log; see `Store.sessions`. */
export function listSessions(tables: Tables, after: StoreKey | null, limit: number): readonly StoreKey[] {
  return [...tables.values()]
    .filter(({ log }) => log.length > 0)
    .map(({ key }) => key)
    .filter(key => after === null || compareKeys(key, after) > 0)
    .sort(compareKeys)
    .slice(0, limit)
}

/** Forks of a session; see `Store.forks`. */
export function listForks(tables: Tables, key: StoreKey): readonly StoreKey[] {
  return [...tables.values()]
    .filter(({ lineage }) => lineage.includes(keyText(key)))
    .map(fork => fork.key)
    .sort(compareKeys)
}

/** Sessions that nothing happened to; see `Store.idle`. */
export function listIdle(
  tables: Tables,
  updatedBefore: number,
  after: StoreKey | null,
  limit: number,
): readonly StoreKey[] {
  const unsettled = new Set(listUnsettled(tables))
  return [...tables.values()]
    .filter(({ directory }) => directory !== null && directory.updatedAt < updatedBefore)
    .map(({ key }) => key)
    .filter(key => !unsettled.has(key) && (after === null || compareKeys(key, after) > 0))
    .sort(compareKeys)
    .slice(0, limit)
}

/** A blob; see `Store.getBlob`. */
export function findBlob(session: SessionTable | undefined, hash: string): StoredBlob | null {
  const found = session?.blobs.get(hash)
  if (found === undefined) return null
  const bytes = Uint8Array.from(found.content, character => character.charCodeAt(0))
  return { bytes, mediaType: found.mediaType, audience: found.audience }
}

/** A snapshot; see `Store.getSnapshot`. */
export function findSnapshot(
  session: SessionTable | undefined,
  viewRevision: number,
  atOrBefore: Offset | null,
): SnapshotInStore | null {
  const fits = ({ offset }: SnapshotInStore): boolean =>
    atOrBefore === null || sequenceOf(offset) <= sequenceOf(atOrBefore)
  return session?.snapshots.findLast(kept => kept.viewRevision === viewRevision && fits(kept)) ?? null
}

/** The session of a key, when there is one. */
export function findSession(tables: Tables, key: StoreKey): SessionTable | undefined {
  return tables.get(keyText(key))
}
