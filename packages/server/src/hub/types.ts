import type { AgentRules, Settled, View } from '@sluice/fold'
import type {
  Actor,
  BlobRef,
  Command,
  ConnectionReport,
  DirectoryFilter,
  DirectoryRow,
  Envelope,
  ErrorCode,
  Event,
  Id,
  Offset,
  SessionRef,
  UsageReport,
  Wakes,
} from '@sluice/protocol'
import type { Authenticate, Authorize, Principal, RequestFacts } from '../access/types.ts'
import type { Connection, ConnectionRequest, ServerSocket } from '../connection/types.ts'
import type { Clock, Problem, Random, Timers } from '../ports.ts'
import type { ApprovalPlace, Blob, LogRange, OpenApproval, SessionKey, Store } from '../store/Store.ts'
import type { Limits } from './limits.ts'

/** Finds the rules of an agent. */
export interface AgentDirectory {
  /** Null for an agent that does not exist. [S11] */
  get(agent: string): AgentRules | null
}

/** What a hub is made of. [X1] */
export interface HubOptions {
  readonly store: Store
  readonly agents: AgentDirectory
  readonly clock: Clock
  readonly random: Random
  readonly timers: Timers
  /** Without it every request is the principal `local` of the tenant `local`, and the edge listens on loopback only. [S6] */
  readonly authenticate?: Authenticate
  /** Without it: everything where there is no `authenticate`, else the owner's own sessions without `inspect`. [S6] */
  readonly authorize?: Authorize
  readonly limits?: Partial<Limits>
  /** Is told of failures that no caller sees. */
  readonly report?: (problem: Problem) => void
}

/** Envelopes of one log that became durable together, and the view after them. [S1] */
export interface Commit {
  readonly key: SessionKey
  readonly envelopes: readonly Envelope[]
  readonly view: View
}

/** The answer to a command. [W5] */
export type CommandAnswer =
  | { readonly ok: true; readonly offset: Offset }
  | {
      readonly ok: false
      readonly code: ErrorCode
      readonly message: string
      readonly retryAfterMs: number | null
    }

/** From where a command came. */
export interface CommandSource {
  readonly via: 'socket' | 'http' | 'host'
  /** The connection, as a thing to compare; it holds the calls that it claims for as long as it is there. */
  readonly connection?: object
}

/** How a blob is stored. [E8] */
export interface BlobOptions {
  readonly mediaType: string
  readonly audience: Blob['audience']
  /** Puts the beginning of a text into the reference. */
  readonly preview?: boolean
}

/** A session in the hands of the process that writes it. */
export interface SessionHandle {
  readonly key: SessionKey
  /** The head, which may be ahead of the disk; only for the writer. Windowed: the oldest settled messages may be left out. [S1] */
  view(): View
  /**
   * Runs `build` at once on the head view and appends its events whole; resolves with the offset of the first when all are durable, with null
   * when there were none. Rejects with `not-open` when an event changes what is settled [E9], `frame-too-large` above 64 KB [E8], and
   * `storage-failed` when the disk did not take it; then the head is as it was.
   */
  append(actor: Actor, build: (view: View) => readonly Event[] | null): Promise<Offset | null>
  /** Resolves when all that the head shows now is durable or failed. [S1] */
  settled(): Promise<void>
  /** Every envelope after an offset, up to the durable head at the time of asking. */
  read(after: Offset | null): AsyncIterable<Envelope>
  /** Stores content and resolves when it is durable, so that an event may name it. [E8] */
  putBlob(content: Uint8Array | string, options: BlobOptions): Promise<BlobRef>
  getBlob(hash: string): Promise<Blob | null>
  /**
   * Resolves when no connection has held the claim of a call for a while, each claim over HTTP counting from when it was last made; never rejects. It
   * resolves as well when the signal aborts. [R17]
   */
  claimLost(call: Id, graceMs: number, signal: AbortSignal): Promise<void>
  /** Lets go; the handle must not be used after. */
  release(): void
}

/** Settled things by ordinal, oldest first. [S3] */
export interface HistoryPage {
  readonly entries: readonly { readonly ordinal: number; readonly entry: Settled }[]
  /** The cursor for the page before this one; null at the beginning. */
  readonly before: number | null
}

/** A page of the inbox. */
export interface InboxPage {
  /** Each with whether the principal may decide it. */
  readonly approvals: readonly (OpenApproval & { readonly mayDecide: boolean })[]
  /** Where the next page begins; null at the end. */
  readonly after: ApprovalPlace | null
}

/** Reads on behalf of a principal; each asks `authorize` first and creates nothing. All reject with a {@link ServerError}. [S6] [S11] */
export interface Reads {
  /** What comes after an offset; rejects with `offset-gone` where the log does not hold that offset. */
  events(principal: Principal, session: SessionRef, after: Offset | null, maxBytes: number): Promise<LogRange>
  /** The durable head; null when there is no log. */
  head(principal: Principal, session: SessionRef): Promise<Offset | null>
  /** Calls back whenever the durable head has moved, until the returned function is called. */
  follow(principal: Principal, session: SessionRef, onMove: () => void): Promise<() => void>
  page(principal: Principal, session: SessionRef, before: number | null, limit: number): Promise<HistoryPage>
  /** The messages of the line that hold a text, in any case, oldest first. [S9] */
  search(principal: Principal, session: SessionRef, text: string): Promise<readonly Id[]>
  /** The windowed view at the head, or the whole view at an offset. */
  view(principal: Principal, session: SessionRef, at: Offset | null): Promise<View>
  directory(principal: Principal, filter: DirectoryFilter): Promise<readonly DirectoryRow[]>
  /** A page of the open approvals of all sessions that may be read, the one that waits longest first. [R16] */
  approvals(principal: Principal, after: ApprovalPlace | null, limit: number): Promise<InboxPage>
  /** Open timers and fibers of all sessions that may be read. [S16] */
  wakes(principal: Principal): Promise<Wakes>
  /** What all sessions of the tenant used since the hour of a server time; takes `list-all`. [S16] */
  usage(principal: Principal, since: number): Promise<UsageReport>
  /** The sockets of the tenant, and how far their subscriptions are; takes `list-all`. [S16] */
  connections(principal: Principal): Promise<ConnectionReport>
  /** A blob for inspectors is `not-found` to whoever may only read. [S15] */
  blob(principal: Principal, session: SessionRef, hash: string): Promise<Blob>
  /** A blob for whoever holds a signature that was made for one who may read it. [S6] */
  signedBlob(key: SessionKey, hash: string): Promise<Blob>
  /** Takes an upload of whoever may send. [S15] */
  upload(principal: Principal, session: SessionRef, bytes: Uint8Array, mediaType: string): Promise<BlobRef>
}

/** Serves the logs of a store: the one writer of each session, and everyone who follows it. */
export interface Hub {
  readonly limits: Limits
  readonly reads: Reads
  /** Whether the hub has an `authenticate`; without it an edge must keep to loopback. [S6] */
  readonly authenticates: boolean
  /** Takes a socket that was just opened. */
  connect(socket: ServerSocket, request: ConnectionRequest): Connection
  /** Makes the principal of a request. Rejects with `unauthenticated` or `expired`. [S6] */
  admit(token: string | null, request: RequestFacts): Promise<Principal>
  /** Runs a command once, however often it is asked. Never rejects. [W5] */
  command(
    principal: Principal,
    session: SessionRef,
    commandId: Id,
    command: Command,
    source?: CommandSource,
  ): Promise<CommandAnswer>
  /** Opens a session and keeps its view until the handle is released. Creates nothing. */
  session(key: SessionKey): Promise<SessionHandle>
  /** Is told of each commit after it is durable, in the order of each log. Returns how to stop that. */
  onCommit(listener: (commit: Commit) => void): () => void
  /** Says which agents a host of this process runs; null for none. [C2] */
  setWriter(agents: readonly string[] | null): void
  /** Tidies up at once what is tidied up every ten minutes: shrinks logs, deletes what is older than it may get. Never rejects. [S10] [S12] */
  tidy(): Promise<void>
  /** Says goodbye to every socket, waits for what is on its way to the store, and lets go of the sessions. Does not close the store. */
  close(): Promise<void>
}
