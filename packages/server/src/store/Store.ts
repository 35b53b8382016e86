import type { Settled } from '@sluice/fold'
import type {
  AnyEvent,
  DirectoryFilter,
  DirectoryRow,
  Envelope,
  Id,
  Json,
  Offset,
  SessionRef,
} from '@sluice/protocol'

/** Addresses a session in a store. [S6] */
export interface SessionKey {
  readonly tenant: string
  readonly agent: string
  readonly id: string
}

/** What is kept of an accepted command, for the life of its session. [W5] */
export interface CommandRecord {
  readonly principal: string
  readonly commandId: Id
  /** SHA-256 of the command's canonical JSON, in hex. */
  readonly bodyHash: string
  readonly offset: Offset
}

/** An open approval, for the inbox. */
export interface ApprovalRow {
  readonly approval: Id
  readonly question: string
  /** The JSON schema of the answer; null for a yes or no. */
  readonly schema: Json
  /** The tool call that waits for it, and its tool; null where there is none. */
  readonly call: Id | null
  readonly tool: string | null
  /** Server times in ms. */
  readonly requestedAt: number
  readonly expiresAt: number | null
}

/** An open approval of a tenant, with the session that waits for it. */
export interface OpenApproval extends ApprovalRow {
  readonly agent: string
  readonly session: string
}

/** A session in which something is to be done at a time: a timer fires, or, at a time that is past, an open fiber goes on. */
export interface Wake {
  readonly key: SessionKey
  /** Server time in ms. */
  readonly at: number
}

/** The place of an open approval among those of its tenant. */
export type ApprovalPlace = Pick<OpenApproval, 'requestedAt' | 'agent' | 'session' | 'approval'>

/** Something settled, at its place among the settled things of its session. */
export interface PageEntry {
  readonly ordinal: number
  readonly entry: Settled
}

/** A settled message that was looked through: what it follows, and whether it holds what was looked for. */
export interface SearchedMessage {
  readonly message: Id
  readonly after: Id | null
  readonly found: boolean
}

/**
 * What follows from an append and is written in its transaction. Each can be made again from the log, but for the body hashes of commands,
 * which stand nowhere else. [S9]
 */
export interface Projections {
  /** The session's new row; null when no boundary was crossed. */
  readonly directory: DirectoryRow | null
  /** Settled things by their ordinal, from 0; one that is already there is replaced. */
  readonly pages: readonly PageEntry[]
  readonly commands: readonly CommandRecord[]
  readonly approvals: { readonly opened: readonly ApprovalRow[]; readonly closed: readonly Id[] }
  /** When the session is to be woken next, null for never; absent when that stays as it was. */
  readonly wake?: { readonly at: number | null }
  /** The sessions of the same tenant that the log came from; absent for one that is no fork. [S14] */
  readonly lineage?: readonly SessionRef[]
}

/** What becomes of one event of a log, under its own offset. */
export interface LogChange {
  readonly offset: Offset
  /** The event that stands there from now on; null when its offset is gone. */
  readonly event: AnyEvent | null
}

/** What is left of a session that was deleted. [S12] */
export interface Tombstone {
  /** Whose session it was; null when that is not known. */
  readonly owner: string | null
  /** The server's clock in ms. */
  readonly deletedAt: number
  /** The command that deleted it, to be answered the same again; null when it was no command. */
  readonly command: CommandRecord | null
}

/** One append to one log; it is written whole or not at all. */
export interface Append {
  readonly key: SessionKey
  /** The head that the writer believes in; null for a log that does not exist yet. */
  readonly after: Offset | null
  /** At least one; offsets strictly increase, and come after `after`. */
  readonly envelopes: readonly Envelope[]
  readonly projections: Projections
  /** What becomes of older events in the same transaction; see {@link Store.rewrite}. [S12] */
  readonly changes?: readonly LogChange[]
  /** The session from which blobs that the events name are copied in the same transaction, with their audience; what it does not have stays missing. [S14] */
  readonly blobsFrom?: SessionKey
}

/** A stretch of a log. */
export interface LogRange {
  readonly envelopes: readonly Envelope[]
  /** Whether the stretch reaches the head of the log. */
  readonly atHead: boolean
}

/** A blob's content and what is known of it. */
export interface Blob {
  readonly bytes: Uint8Array
  readonly mediaType: string
  /** Who may read it: whoever may `read` the session, or only whoever may `inspect` it. [E8] */
  readonly audience: 'readers' | 'inspectors'
}

/** A stored snapshot: the JSON of a view. A cache; losing it loses nothing. [S3] */
export interface StoredSnapshot {
  readonly offset: Offset
  readonly viewRevision: number
  readonly json: string
}

/**
 * Keeps logs and what belongs to them. Every method rejects with a {@link StoreError}; none answers from memory what is not durable. A
 * read sees all that was asked for before it. Each implementation passes the contract suite of testkit. [S1] [S2]
 */
export interface Store {
  /**
   * Resolves when the append is durable. Appends of one session are written in the order of the calls; a failed one fails those behind it that
   * build on it. Rejects with `conflict` when `after` is not the head or the offsets do not increase, and with `failed` when the medium did not
   * take it: then the head is as it was, and another append may be tried. A medium that fails can still have written it: until something was appended
   * in its place, a restart may find it there, whole.
   */
  append(append: Append): Promise<void>
  /** The head of a log; null when there is none. */
  head(key: SessionKey): Promise<Offset | null>
  /** Reads what comes after an offset, of which only the sequence counts, up to `maxBytes` of the envelopes' JSON but at least one envelope. */
  read(key: SessionKey, after: Offset | null, maxBytes: number): Promise<LogRange>
  /** Whether the log holds an envelope with exactly this offset. An offset with the sequence but another mark is of another history. */
  holds(key: SessionKey, offset: Offset): Promise<boolean>
  /** Settled things with an ordinal below `before` (all when null), the last `limit` of them, in ascending order. */
  page(key: SessionKey, before: number | null, limit: number): Promise<readonly PageEntry[]>
  /**
   * Looks for words, in lower case, in the last `limit` settled things with an ordinal below `before` (all when null): in what the pages hold of them, so that it is never
   * behind the log. `before` of the answer is where the rest begins, null when there is none. [S9]
   */
  search(
    key: SessionKey,
    words: string,
    before: number | null,
    limit: number,
  ): Promise<{ readonly messages: readonly SearchedMessage[]; readonly before: number | null }>
  command(key: SessionKey, principal: string, commandId: Id): Promise<CommandRecord | null>
  /** Rows of a tenant, last updated first. */
  directory(tenant: string, filter: DirectoryFilter): Promise<readonly DirectoryRow[]>
  /** Open approvals of a tenant, the one that waits longest first, at most `limit` after a place (from the beginning when null). */
  approvals(tenant: string, limit: number, after?: ApprovalPlace | null): Promise<readonly OpenApproval[]>
  /** Sessions whose directory row is `running` or `waiting`, of all tenants: those with a run that is not settled, where a host's recovery begins. [R3] */
  unsettled(): Promise<readonly SessionKey[]>
  /** Sessions that are to be woken, of all tenants, those that are due first. [R3] */
  wakes(): Promise<readonly Wake[]>
  /** Sessions without an open run whose directory row last changed before a server time, of all tenants, ordered like {@link Store.sessions}. */
  idle(updatedBefore: number, after: SessionKey | null, limit: number): Promise<readonly SessionKey[]>
  /** Sessions that have a log, ordered by tenant, agent and id, at most `limit` after a key (from the beginning when null). */
  sessions(after: SessionKey | null, limit: number): Promise<readonly SessionKey[]>
  /** Sessions whose log came from that of a session, directly or by way of other forks, ordered like {@link Store.sessions}. [S12] */
  forks(key: SessionKey): Promise<readonly SessionKey[]>
  /**
   * Replaces the directory row, pages and approvals of a session, and adds the commands, in one transaction. Rejects with `conflict` unless `head`
   * is the head of the log. [S9]
   */
  replaceProjections(key: SessionKey, head: Offset, projections: Projections): Promise<void>
  /**
   * Changes events of a log under their own offsets and takes others out, but never the head, in one transaction. The session's snapshots go with them, and
   * the blobs that only what is gone had named. Rejects with `conflict` unless `head` is the head of the log. [S10]
   */
  rewrite(key: SessionKey, head: Offset, changes: readonly LogChange[]): Promise<void>
  /**
   * Deletes sessions with all that belongs to them and leaves tombstones, in one transaction. What is written to them later is refused with `deleted`;
   * reading finds nothing. A session that does not exist gets a tombstone as well. [S12]
   */
  remove(keys: readonly SessionKey[], tombstone: Tombstone): Promise<void>
  /** Null for a session that was not deleted. */
  tombstone(key: SessionKey): Promise<Tombstone | null>
  /**
   * Stores content under its SHA-256 (hex) and resolves when it is durable; storing the same again is free. Content that was stored for both
   * audiences is for `readers`; the first media type stays. `storedAt` is the server's clock in ms. [E8]
   */
  putBlob(key: SessionKey, hash: string, blob: Blob, storedAt: number): Promise<void>
  getBlob(key: SessionKey, hash: string): Promise<Blob | null>
  /** Drops blobs that were stored before a server time and that no event of their session has named (as `"blob": hash`); resolves with how many. [S15] */
  dropUnnamedBlobs(storedBefore: number): Promise<number>
  /** Keeps a snapshot and the few before it. Rejects with `conflict` when the log does not hold its offset. Snapshots of other view revisions are dropped. [W6] */
  putSnapshot(key: SessionKey, snapshot: StoredSnapshot): Promise<void>
  /** The newest snapshot of this view revision at or before an offset; at all when null. */
  getSnapshot(
    key: SessionKey,
    viewRevision: number,
    atOrBefore: Offset | null,
  ): Promise<StoredSnapshot | null>
  /** Finishes what was asked for, then lets go of the files. What is asked for later is refused with `closed`. */
  close(): Promise<void>
}

/**
 * A store that several hosts share, where a session belongs to who leased it last. Who lost its lease cannot append, whatever it believes: the epoch is checked in the
 * append's own transaction. [S5]
 */
export interface SharedStore extends Omit<Store, 'append'> {
  /** Takes the lease of a session from whoever has it. Resolves with its epoch, which is above all before, when that is durable. */
  lease(key: SessionKey): Promise<number>
  /** Like {@link Store.append}; rejects with `fenced` when the epoch is not that of the newest lease. */
  append(append: Append & { readonly epoch: number }): Promise<void>
}

/** Why a store refused: the caller's view is not the head, the session was deleted, the medium failed, the files are damaged, another process holds them or has taken the lease, or it is closed. */
export type StoreErrorCode = 'conflict' | 'deleted' | 'failed' | 'damaged' | 'held' | 'fenced' | 'closed'

/** An error of a store. The message says what happened, why it matters and what to do. */
export class StoreError extends Error {
  readonly code: StoreErrorCode
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreError'
    this.code = code
  }
}
