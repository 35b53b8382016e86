import { window } from '@sluice/fold'
import type { ConnectionReport, SessionRef } from '@sluice/protocol'
import type { Access } from '../access/createAccess.ts'
import type { Action, Principal } from '../access/types.ts'
import type { Directory } from '../directory/createDirectory.ts'
import type { Clock } from '../ports.ts'
import { ServerError } from '../ServerError.ts'
import { openViewAt } from '../session/openView.ts'
import { snapshotWindow } from '../session/snapshot.ts'
import type { Store } from '../store/Store.ts'
import { storeBlob } from './createHandle.ts'
import { createInboxReads } from './createInboxReads.ts'
import type { Sessions } from './createSessions.ts'
import { createUsageReads } from './createUsageReads.ts'
import { createWakeReads } from './createWakeReads.ts'
import type { Held } from './Held.ts'
import { holdFor } from './holdFor.ts'
import type { Limits } from './limits.ts'
import { searchLine } from './searchLine.ts'
import type { Reads } from './types.ts'

/** How many entries a page of history holds at most. */
const MOST_ENTRIES = 500

/** How long an upload waits for the command that names it, and how often that is looked at. [S15] */
const UNNAMED_MS = 24 * 60 * 60 * 1000
const SWEEP_MS = 60 * 60 * 1000

/** What reads are made of. */
export interface ReadsOptions {
  readonly access: Access
  readonly sessions: Sessions
  readonly directory: Directory
  readonly store: Store
  readonly clock: Clock
  readonly limits: Limits
  /** The sockets of a tenant. */
  readonly connections: (tenant: string) => ConnectionReport['connections']
}

/** A failure of the store as the error that its caller gets. */
function asServerError(cause: unknown): ServerError {
  return cause instanceof ServerError ? cause : new ServerError('storage-failed', undefined, { cause })
}

/** Creates the reads of a hub. */
export function createReads(options: ReadsOptions): Reads {
  const { access, sessions, directory, store, clock, limits, connections } = options
  let nextSweepAt = 0

  /** Uploads that no command has named within a day are dropped. [S15] */
  const dropUnnamed = async () => {
    const now = clock.now()
    if (now < nextSweepAt) return
    nextSweepAt = now + SWEEP_MS
    await store.dropUnnamedBlobs(now - UNNAMED_MS)
  }

  const holdAllowed = async (principal: Principal, ref: SessionRef, ...actions: Action[]): Promise<Held> => {
    const held = await holdFor(sessions, access, principal, access.resolve(principal, ref).key)
    try {
      const owner = held.session.view().session?.owner ?? null
      await access.demand(principal, await sessions.factsOf(principal, held.session, owner), ...actions)
      return held
    } catch (error) {
      held.release()
      throw error
    }
  }

  const withSession = async <T>(
    principal: Principal,
    ref: SessionRef,
    actions: Action[],
    use: (held: Held) => Promise<T>,
  ): Promise<T> => {
    const held = await holdAllowed(principal, ref, ...actions)
    try {
      return await use(held)
    } catch (error) {
      throw asServerError(error)
    } finally {
      held.release()
    }
  }

  const checkHeld = async ({ session }: Held, offset: string | null) => {
    if (offset === null || offset === session.head()) return
    if (!(await store.holds(session.key, offset))) throw new ServerError('offset-gone')
  }

  return {
    events: (principal, ref, after, maxBytes) =>
      withSession(principal, ref, [], async held => {
        await checkHeld(held, after)
        const head = held.session.head()
        if (head === null || (after !== null && after >= head)) return { envelopes: [], atHead: true }
        const range = await store.read(held.session.key, after, maxBytes)
        // What is durable but not published yet is for the next read. [S1]
        const envelopes = range.envelopes.filter(envelope => envelope.offset <= head)
        return { envelopes, atHead: envelopes.at(-1)?.offset === head }
      }),
    head: (principal, ref) => withSession(principal, ref, [], async held => held.session.head()),
    follow: async (principal, ref, onMove) => {
      const held = await holdAllowed(principal, ref)
      const unfollow = held.session.follow({
        publish: onMove,
        replaced: onMove,
        deleted: onMove,
        writerChanged: () => undefined,
      })
      return () => {
        unfollow()
        held.release()
      }
    },
    page: (principal, ref, before, limit) =>
      withSession(principal, ref, [], async ({ session }) => {
        const entries = await store.page(session.key, before, Math.min(limit, MOST_ENTRIES))
        const first = entries[0]?.ordinal ?? 0
        return { entries, before: first > 0 ? first : null }
      }),
    search: (principal, ref, text) =>
      withSession(principal, ref, [], ({ session }) => searchLine(store, session.key, session.view(), text)),
    view: (principal, ref, at) =>
      withSession(principal, ref, [], async held => {
        if (at === null) return window(held.session.view(), snapshotWindow)
        await checkHeld(held, at)
        return openViewAt(store, held.session.key, at)
      }),
    directory: (principal, filter) => directory.list(principal, filter),
    approvals: createInboxReads({ access, sessions, store }),
    wakes: createWakeReads({ access, sessions, store }),
    usage: createUsageReads({ access, store }),
    connections: async principal => {
      access.checkExpiry(principal)
      if (!(await access.allows(principal, 'list-all', null))) throw new ServerError('forbidden')
      return { at: clock.now(), connections: connections(principal.tenant) }
    },
    blob: (principal, ref, hash) =>
      withSession(principal, ref, [], async ({ session }) => {
        const blob = await store.getBlob(session.key, hash)
        if (blob === null) throw new ServerError('not-found')
        if (blob.audience === 'inspectors') {
          const owner = session.view().session?.owner ?? null
          const facts = await sessions.factsOf(principal, session, owner)
          if (!(await access.allows(principal, 'inspect', facts))) throw new ServerError('not-found')
        }
        return blob
      }),
    signedBlob: async (key, hash) => {
      const blob = await store.getBlob(key, hash).catch((cause: unknown) => {
        throw asServerError(cause)
      })
      if (blob === null) throw new ServerError('not-found')
      return blob
    },
    upload: (principal, ref, bytes, mediaType) =>
      withSession(principal, ref, ['send'], async ({ session }) => {
        if (bytes.length > limits.uploadBytes) {
          throw new ServerError(
            'frame-too-large',
            `An upload may have ${limits.uploadBytes} bytes; this one has ${bytes.length}.`,
          )
        }
        await dropUnnamed()
        return storeBlob(options, session.key, bytes, { mediaType, audience: 'readers' })
      }),
  }
}
