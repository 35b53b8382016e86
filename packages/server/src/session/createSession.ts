import type { View } from '@sluice/fold'
import { type DirectoryRow, type Envelope, isAfter, type Offset, VIEW_REVISION } from '@sluice/protocol'
import type { Limits } from '../hub/limits.ts'
import type { Commit } from '../hub/types.ts'
import type { Clock, Problem, Random } from '../ports.ts'
import type { SessionKey, Store } from '../store/Store.ts'
import { createWriter, type DurableAppend, type Writer } from './createWriter.ts'
import { type Chunk, cutIntoChunks, type EncodedEnvelope } from './encode.ts'
import { keyText } from './identity.ts'
import type { OpenedView } from './openView.ts'
import { createSnapshot, type Snapshot } from './snapshot.ts'

/** What became durable since the last publication, encoded once for all. */
export interface Publication {
  readonly after: Offset | null
  readonly last: Offset
  readonly chunks: readonly Chunk[]
}

/** A commit, and the directory row that follows from it. */
export interface PublishedCommit extends Commit {
  readonly row: DirectoryRow | null
}

/** Someone who follows a session. Called in the publishing turn and must not block. */
export interface Follower {
  publish(publication: Publication): void
  /** The log is another one than before; where the follower stands may be gone. */
  replaced(): void
  /** The session was deleted. [S12] */
  deleted(): void
  /** Whether a host holds the session has changed. [C2] */
  writerChanged(): void
}

/** A session in memory: its one writer, its published view, and those who follow it. */
export interface Session {
  readonly key: SessionKey
  readonly writer: Writer
  /** The durable view that readers may see. [S1] */
  view(): View
  /** The durable head that readers may see; other than the view's offset only where the view is outdated. */
  head(): Offset | null
  snapshot(): Snapshot
  follow(follower: Follower): () => void
  /** Whether a host that runs the agent is in this process. [C2] */
  hasWriter(): boolean
  setWriter(has: boolean): void
  /** Publishes what became durable: once for all followers. Returns null when there was nothing. */
  publish(): PublishedCommit | null
  /** Whether it may be let go: nothing on its way to the disk, no open run. [S9] */
  isIdle(): boolean
  /** Stores a snapshot when events came after the last one, or when the stored ones are gone. Never rejects. [S3] */
  storeSnapshot(isForced?: true): Promise<void>
  /** Tells those who follow that the session was deleted. [S12] */
  end(): void
}

/** What a session is made of. */
export interface SessionOptions {
  readonly key: SessionKey
  readonly opened: OpenedView
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly limits: Limits
  readonly hasWriter: boolean
  /** Called when there is something to publish, so that one publication takes all that a turn made durable. */
  readonly onDirty: (session: Session) => void
  readonly report: (problem: Problem) => void
}

/** Creates a session of what the store had of it. */
export function createSession(options: SessionOptions): Session {
  const { key, opened, store, limits, report } = options
  const followers = new Set<Follower>()
  let hasWriter = options.hasWriter
  let published = { view: opened.view, head: opened.head }
  let waiting: EncodedEnvelope[] = []
  let waitingView: View = opened.view
  let waitingRow: DirectoryRow | null = null
  let snapshot: Snapshot | null = null
  let stored = opened.snapshot
  let since = { events: opened.folded, bytes: 0 }
  /** What the last snapshot took: none is made before as much has come again, so that a long answer does not cost its square. */
  let storedLength = 0
  let isStoring = false

  const storeSnapshot = async (isForced?: true): Promise<void> => {
    const { offset } = published.view
    if (isStoring || offset === null) return
    if (!isForced && (offset === stored || since.events === 0)) return
    isStoring = true
    since = { events: 0, bytes: 0 }
    try {
      const json = session.snapshot().text
      storedLength = json.length
      await store.putSnapshot(key, { offset, viewRevision: VIEW_REVISION, json })
      stored = offset
    } catch (cause) {
      // A snapshot is a cache: without it the session opens from an older one. [S3]
      report({
        message: `The snapshot of ${keyText(key)} was not stored; opening the session will take longer.`,
        cause,
      })
    } finally {
      isStoring = false
    }
  }

  const onDurable = ({ encoded, view, row }: DurableAppend) => {
    const wasEmpty = waiting.length === 0
    waiting.push(...encoded)
    waitingView = view
    waitingRow = row ?? waitingRow
    if (wasEmpty) options.onDirty(session)
  }

  const onReplaced = (again: OpenedView) => {
    published = { view: again.view, head: again.head }
    waiting = []
    waitingView = again.view
    snapshot = null
    for (const follower of followers) follower.replaced()
  }

  const writer = createWriter({ ...options, onDurable, onReplaced })

  const keepSmall = (bytes: number, events: number) => {
    since = { events: since.events + events, bytes: since.bytes + bytes }
    if (since.events < limits.snapshotEvents && since.bytes < limits.snapshotBytes) return
    if (since.bytes < storedLength) return
    void storeSnapshot()
    writer.trim()
  }

  const publish = (): PublishedCommit | null => {
    const encoded = waiting.filter(({ envelope }) => isAfter(envelope.offset, published.head))
    waiting = []
    const last = encoded.at(-1)?.envelope.offset
    if (last === undefined) return null
    const after = published.head
    published = { view: waitingView, head: last }
    snapshot = null
    if (followers.size > 0) {
      const publication = { after, last, chunks: cutIntoChunks(after, encoded, limits.sentBytes) }
      for (const follower of followers) follower.publish(publication)
    }
    const envelopes: Envelope[] = encoded.map(({ envelope }) => envelope)
    keepSmall(
      encoded.reduce((sum, { text }) => sum + text.length, 0),
      encoded.length,
    )
    const row = waitingRow
    waitingRow = null
    return { key, envelopes, view: published.view, row }
  }

  const session: Session = {
    key,
    writer,
    view: () => published.view,
    head: () => published.head,
    snapshot: () => {
      snapshot ??= createSnapshot(published.view, limits.sentBytes)
      return snapshot
    },
    follow: follower => {
      followers.add(follower)
      return () => followers.delete(follower)
    },
    hasWriter: () => hasWriter,
    setWriter: has => {
      if (has === hasWriter) return
      hasWriter = has
      for (const follower of followers) follower.writerChanged()
    },
    publish,
    isIdle: () =>
      writer.isIdle() && waiting.length === 0 && Object.keys(published.view.open.runs).length === 0,
    storeSnapshot,
    end: () => {
      for (const follower of [...followers]) follower.deleted()
    },
  }
  return session
}
