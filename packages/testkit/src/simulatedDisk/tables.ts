import type { DirectoryRow, Envelope, Id, Offset } from '@sluice/protocol'
import type {
  SnapshotInStore,
  StoredApproval,
  StoredBlob,
  StoredChange,
  StoredCommand,
  StoredEntry,
  StoredProjections,
  StoredTombstone,
  StoreKey,
} from '../storeContract/types.ts'

/** A blob as it stands in a commit: its bytes as characters. */
export interface BlobRecord {
  readonly op: 'blob'
  readonly key: StoreKey
  readonly hash: string
  readonly content: string
  readonly mediaType: string
  readonly audience: StoredBlob['audience']
  readonly storedAt: number
}

/** One write of a commit. */
export type WriteRecord =
  | {
      readonly op: 'append'
      readonly key: StoreKey
      readonly after: Offset | null
      readonly envelopes: readonly Envelope[]
      readonly projections: StoredProjections
      readonly changes?: readonly StoredChange[]
      readonly blobsFrom?: StoreKey
      /** The lease under which it is written; absent where nobody leases. */
      readonly epoch?: number
    }
  | { readonly op: 'lease'; readonly key: StoreKey }
  | {
      readonly op: 'rewrite'
      readonly key: StoreKey
      readonly head: Offset
      readonly changes: readonly StoredChange[]
    }
  | { readonly op: 'remove'; readonly keys: readonly StoreKey[]; readonly tombstone: StoredTombstone }
  | {
      readonly op: 'replace'
      readonly key: StoreKey
      readonly head: Offset
      readonly projections: StoredProjections
    }
  | BlobRecord
  | { readonly op: 'drop'; readonly storedBefore: number }
  | { readonly op: 'snapshot'; readonly key: StoreKey; readonly snapshot: SnapshotInStore }

/** What a simulated store holds of one session. */
export interface SessionTable {
  readonly key: StoreKey
  readonly log: Envelope[]
  readonly pages: StoredEntry['entry'][]
  readonly commands: Map<string, StoredCommand>
  readonly approvals: Map<Id, StoredApproval>
  readonly blobs: Map<string, BlobRecord & { isNamed: boolean }>
  snapshots: SnapshotInStore[]
  directory: DirectoryRow | null
  wakeAt: number | null
  /** The texts of the keys of sessions that the log came from. */
  lineage: readonly string[]
  /** Of the newest lease; 0 before the first. */
  epoch: number
  /** Set when the session was deleted; then it holds nothing else. */
  tombstone: StoredTombstone | null
}

/** All sessions of a simulated store, by the text of their keys. */
export type Tables = Map<string, SessionTable>

const KEPT_SNAPSHOTS = 4

/** The text that stands for a key. */
export function keyText({ tenant, agent, id }: StoreKey): string {
  return `${agent}\n${id}\n${tenant}`
}

/** The text that stands for a command of a principal. */
export function commandText(principal: string, commandId: Id): string {
  return `${commandId}\n${principal}`
}

function sessionOf(tables: Tables, key: StoreKey): SessionTable {
  const text = keyText(key)
  const known = tables.get(text)
  if (known !== undefined) return known
  const made: SessionTable = {
    key,
    log: [],
    pages: [],
    commands: new Map(),
    approvals: new Map(),
    blobs: new Map(),
    snapshots: [],
    directory: null,
    wakeAt: null,
    lineage: [],
    epoch: 0,
    tombstone: null,
  }
  tables.set(text, made)
  return made
}

function project(
  session: SessionTable,
  { directory, pages, commands, approvals, wake, lineage }: StoredProjections,
): void {
  for (const { ordinal, entry } of pages) session.pages[ordinal] = entry
  for (const command of commands) {
    const text = commandText(command.principal, command.commandId)
    if (!session.commands.has(text)) session.commands.set(text, command)
  }
  for (const approval of approvals.opened) session.approvals.set(approval.approval, approval)
  for (const approval of approvals.closed) session.approvals.delete(approval)
  session.directory = directory ?? session.directory
  if (wake !== undefined) session.wakeAt = wake.at
  if (lineage !== undefined)
    session.lineage = lineage.map(ref => keyText({ tenant: session.key.tenant, ...ref }))
}

const BLOB_NAME = /"blob":"([0-9a-f]{64})"/g

function nameBlobs(session: SessionTable, envelopes: readonly Envelope[]): void {
  if (session.blobs.size === 0) return
  for (const [, hash = ''] of JSON.stringify(envelopes).matchAll(BLOB_NAME)) {
    const blob = session.blobs.get(hash)
    if (blob !== undefined) blob.isNamed = true
  }
}

function putBlob(session: SessionTable, record: BlobRecord): void {
  const known = session.blobs.get(record.hash)
  session.blobs.set(record.hash, {
    ...record,
    mediaType: known?.mediaType ?? record.mediaType,
    audience: known?.audience === 'readers' ? 'readers' : record.audience,
    isNamed: known?.isNamed ?? false,
  })
}

function putSnapshot(session: SessionTable, snapshot: SnapshotInStore): void {
  session.snapshots = [
    ...session.snapshots.filter(
      kept => kept.viewRevision === snapshot.viewRevision && kept.offset !== snapshot.offset,
    ),
    snapshot,
  ]
    .sort((a, b) => (a.offset < b.offset ? -1 : 1))
    .slice(-KEPT_SNAPSHOTS)
}

function dropBlobs(tables: Tables, storedBefore: number): number {
  let dropped = 0
  for (const { blobs } of tables.values()) {
    for (const [hash, { isNamed, storedAt }] of blobs) {
      if (isNamed || storedAt >= storedBefore) continue
      blobs.delete(hash)
      dropped += 1
    }
  }
  return dropped
}

const namedIn = (value: unknown): string[] =>
  [...JSON.stringify(value).matchAll(BLOB_NAME)].map(([, hash = '']) => hash)

function copyBlobs(
  tables: Tables,
  from: StoreKey,
  session: SessionTable,
  envelopes: readonly Envelope[],
): void {
  for (const hash of namedIn(envelopes)) {
    const blob = tables.get(keyText(from))?.blobs.get(hash)
    if (blob !== undefined && !session.blobs.has(hash))
      session.blobs.set(hash, { ...blob, key: session.key, isNamed: false })
  }
}

function change(session: SessionTable, changes: readonly StoredChange[]): void {
  const byOffset = new Map(changes.map(({ offset, event }) => [offset, event]))
  const old = session.log.filter(({ offset }) => byOffset.has(offset))
  const left = session.log.flatMap(envelope => {
    const event = byOffset.get(envelope.offset)
    return event === undefined ? envelope : event === null ? [] : { ...envelope, event }
  })
  session.log.splice(0, session.log.length, ...left)
  session.snapshots = []
  const named = new Set(namedIn(left))
  for (const hash of namedIn(old)) if (!named.has(hash)) session.blobs.delete(hash)
}

/** Does one write of a commit that is durable; returns how many blobs it dropped, or the epoch of the lease that it took. */
export function applyRecord(tables: Tables, record: WriteRecord): number {
  if (record.op === 'drop') return dropBlobs(tables, record.storedBefore)
  if (record.op === 'remove') {
    for (const key of record.keys) {
      tables.delete(keyText(key))
      sessionOf(tables, key).tombstone = record.tombstone
    }
    return 0
  }
  const session = sessionOf(tables, record.key)
  switch (record.op) {
    case 'lease':
      session.epoch += 1
      return session.epoch
    case 'blob':
      putBlob(session, record)
      return 0
    case 'snapshot':
      putSnapshot(session, record.snapshot)
      return 0
    case 'replace':
      session.pages.length = 0
      session.approvals.clear()
      session.directory = null
      session.wakeAt = null
      session.lineage = []
      project(session, record.projections)
      return 0
    case 'append':
      session.log.push(...record.envelopes)
      if (record.blobsFrom !== undefined) copyBlobs(tables, record.blobsFrom, session, record.envelopes)
      nameBlobs(session, record.envelopes)
      project(session, record.projections)
      if (record.changes !== undefined) change(session, record.changes)
      return 0
    case 'rewrite':
      change(session, record.changes)
      return 0
  }
}
