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

/** Addresses a session in a store under test. */
export interface StoreKey {
  readonly tenant: string
  readonly agent: string
  readonly id: string
}

/** What a store under test keeps of an accepted command. */
export interface StoredCommand {
  readonly principal: string
  readonly commandId: Id
  readonly bodyHash: string
  readonly offset: Offset
}

/** An open approval in a store under test. */
export interface StoredApproval {
  readonly approval: Id
  readonly question: string
  readonly schema: Json
  readonly call: Id | null
  readonly tool: string | null
  readonly requestedAt: number
  readonly expiresAt: number | null
}

/** An open approval and its session, as a store under test lists it. */
export interface ListedApproval extends StoredApproval {
  readonly agent: string
  readonly session: string
}

/** The place of an open approval among those of its tenant. */
export type ApprovalAt = Pick<ListedApproval, 'requestedAt' | 'agent' | 'session' | 'approval'>

/** A session that is to be woken, as a store under test lists it. */
export interface ListedWake {
  readonly key: StoreKey
  readonly at: number
}

/** A settled thing and its place, in a store under test. */
export interface StoredEntry {
  readonly ordinal: number
  readonly entry: Settled
}

/** What a store under test writes beside a log. */
export interface StoredProjections {
  readonly directory: DirectoryRow | null
  readonly pages: readonly StoredEntry[]
  readonly commands: readonly StoredCommand[]
  readonly approvals: { readonly opened: readonly StoredApproval[]; readonly closed: readonly Id[] }
  readonly wake?: { readonly at: number | null }
  readonly lineage?: readonly SessionRef[]
}

/** An append to a store under test. */
export interface StoreAppend {
  readonly key: StoreKey
  readonly after: Offset | null
  readonly envelopes: readonly Envelope[]
  readonly projections: StoredProjections
  readonly changes?: readonly StoredChange[]
  readonly blobsFrom?: StoreKey
}

/** What becomes of one event, in a store under test. */
export interface StoredChange {
  readonly offset: Offset
  readonly event: AnyEvent | null
}

/** What is left of a deleted session, in a store under test. */
export interface StoredTombstone {
  readonly owner: string | null
  readonly deletedAt: number
  readonly command: StoredCommand | null
}

/** Content in a store under test. */
export interface StoredBlob {
  readonly bytes: Uint8Array
  readonly mediaType: string
  readonly audience: 'readers' | 'inspectors'
}

/** A snapshot in a store under test. */
export interface SnapshotInStore {
  readonly offset: Offset
  readonly viewRevision: number
  readonly json: string
}

/**
 * What the contract asks of a store. The server's `Store` has this shape; it is written down a second time because a kit for tests may not import what
 * it tests, and a type test in the server holds the two together.
 */
export interface StoreUnderTest {
  append(append: StoreAppend): Promise<void>
  head(key: StoreKey): Promise<Offset | null>
  read(
    key: StoreKey,
    after: Offset | null,
    maxBytes: number,
  ): Promise<{ readonly envelopes: readonly Envelope[]; readonly atHead: boolean }>
  holds(key: StoreKey, offset: Offset): Promise<boolean>
  page(key: StoreKey, before: number | null, limit: number): Promise<readonly StoredEntry[]>
  search(
    key: StoreKey,
    words: string,
    before: number | null,
    limit: number,
  ): Promise<{
    readonly messages: readonly { readonly message: Id; readonly after: Id | null; readonly found: boolean }[]
    readonly before: number | null
  }>
  command(key: StoreKey, principal: string, commandId: Id): Promise<StoredCommand | null>
  directory(tenant: string, filter: DirectoryFilter): Promise<readonly DirectoryRow[]>
  approvals(tenant: string, limit: number, after?: ApprovalAt | null): Promise<readonly ListedApproval[]>
  unsettled(): Promise<readonly StoreKey[]>
  wakes(): Promise<readonly ListedWake[]>
  idle(updatedBefore: number, after: StoreKey | null, limit: number): Promise<readonly StoreKey[]>
  sessions(after: StoreKey | null, limit: number): Promise<readonly StoreKey[]>
  forks(key: StoreKey): Promise<readonly StoreKey[]>
  replaceProjections(key: StoreKey, head: Offset, projections: StoredProjections): Promise<void>
  rewrite(key: StoreKey, head: Offset, changes: readonly StoredChange[]): Promise<void>
  remove(keys: readonly StoreKey[], tombstone: StoredTombstone): Promise<void>
  tombstone(key: StoreKey): Promise<StoredTombstone | null>
  putBlob(key: StoreKey, hash: string, blob: StoredBlob, storedAt: number): Promise<void>
  getBlob(key: StoreKey, hash: string): Promise<StoredBlob | null>
  dropUnnamedBlobs(storedBefore: number): Promise<number>
  putSnapshot(key: StoreKey, snapshot: SnapshotInStore): Promise<void>
  getSnapshot(key: StoreKey, viewRevision: number, atOrBefore: Offset | null): Promise<SnapshotInStore | null>
  close(): Promise<void>
}

/** What the contract asks of a store that several hosts share: the server's `SharedStore`, written down a second time. */
export interface SharedStoreUnderTest extends Omit<StoreUnderTest, 'append'> {
  lease(key: StoreKey): Promise<number>
  append(append: StoreAppend & { readonly epoch: number }): Promise<void>
}

/** A shared store for one case of its contract. */
export interface SharedStoreSubject {
  readonly store: SharedStoreUnderTest
  /** Opens what was closed again. */
  readonly reopen: () => Promise<SharedStoreUnderTest>
}

/** One case of the contract of shared stores. */
export interface SharedContractCase {
  readonly title: string
  run(open: () => Promise<SharedStoreSubject>): Promise<void>
}

/** A store for one case of the contract, which closes it when it ends. */
export interface StoreSubject {
  readonly store: StoreUnderTest
  /** Opens what was closed again; null for a store that forgets. */
  readonly reopen: (() => Promise<StoreUnderTest>) | null
}

/** One case of the contract: a title with the ids of its rules, and what must not throw. */
export interface ContractCase {
  readonly title: string
  run(open: () => Promise<StoreSubject>): Promise<void>
}
