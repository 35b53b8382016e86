import {
  type ClientError,
  historyOf,
  type Problem,
  type Redactions,
  readPage,
  withoutRedacted,
} from '@sluice/client'
import type { SessionRef } from '@sluice/protocol'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useLayoutEffect, useMemo, useSyncExternalStore } from 'react'
import { useQueryClientOf } from './queryClientOf.ts'
import { useClient } from './SluiceProvider.tsx'
import { useReadable } from './useReadable.ts'

/** How much older history a session has, and how to get the page before what is held. */
export interface OlderHistory {
  /** Settled messages and runs of the log that come before what is held. [F7] */
  readonly older: number
  readonly status: 'idle' | 'loading' | 'failed'
  readonly error: Problem | null
  /** Loads one more page; nothing while one is on its way or when there is none. A failure is a status, not a rejection. */
  loadOlder(): Promise<void>
}

/** What a page knows of who reads. */
export interface HistoryOptions {
  /** Whether the reader is at the end of the conversation. */
  readonly isAtEnd?: boolean
}

const nothing = { before: 0, next: null, since: null }
const noRedactions: Redactions = { since: null, messages: new Set() }
const emptyHistory = { older: 0, status: 'idle', error: null } as const

/**
 * Loads what came before the messages that a session's view holds, as an infinite query of React Query: in the page's own `QueryClientProvider` where there
 * is one. The hooks inside a `HistoryProvider` see it as part of the session, joined without a seam; another window, as after a long absence, drops it, and what
 * is redacted is emptied in it. A page that stays open lets go of all but its newest messages, and of what was loaded, while nobody reads back: that is,
 * while `isAtEnd` or, where that is not said, while nothing was loaded. [F7] [S3] [S12]
 *
 * @example
 * const { older, status, loadOlder } = useHistory(ref)
 */
export function useHistory({ agent, id }: SessionRef, { isAtEnd }: HistoryOptions = {}): OlderHistory {
  const client = useClient()
  const history = useMemo(() => historyOf(client, { agent, id }), [client, agent, id])
  const start = useReadable(history.start, nothing)
  const { older } = useReadable(history, emptyHistory)
  const principal = useSyncExternalStore(
    client.connection.subscribe,
    () => client.connection.getSnapshot().principal,
    () => null,
  )
  const queries = useQueryClientOf(client.link)
  const queryKey = ['sluice', 'messages', principal, agent, id, start.before, start.next, start.since]
  const { data, error, isFetching, fetchNextPage } = useInfiniteQuery(
    {
      queryKey,
      queryFn: ({ pageParam }) => readPage(client, { agent, id }, pageParam, start.before - pageParam),
      initialPageParam: start.before,
      getNextPageParam: (page, _, before) => (before > page.length ? before - page.length : undefined),
      // Pages are asked for by hand, and what is settled does not change.
      enabled: false,
      staleTime: Number.POSITIVE_INFINITY,
      // Whether the server is reached is for it to say.
      networkMode: 'always',
      structuralSharing: false,
    },
    queries,
  )
  const { hold, redactions } = history.store
  const { messages: redacted } = useReadable(redactions(), noRedactions)
  // Before the paint, so that the line and the query are never seen apart.
  useLayoutEffect(() => {
    if (data !== undefined) history.join(start, data.pages)
  }, [history, start, data])
  // The cache outlives what is on the screen.
  useLayoutEffect(() => {
    const pages = data && withoutRedacted(data.pages, redacted)
    if (pages !== data?.pages) queries.setQueryData(queryKey, { ...data, pages })
  })
  const isHeld = isAtEnd === undefined ? data !== undefined : !isAtEnd
  useEffect(() => (isHeld ? hold() : undefined), [isHeld, hold])
  const loadOlder = useCallback(async () => {
    if (older === 0) return
    const result = await fetchNextPage({ cancelRefetch: false })
    if (result.data !== undefined) history.join(start, result.data.pages)
  }, [older, fetchNextPage, history, start])
  return useMemo(() => {
    const failure = error as ClientError | null
    const problem = failure === null ? null : { code: failure.code ?? 'internal', message: failure.message }
    const status = isFetching ? 'loading' : problem === null ? 'idle' : 'failed'
    return { older, status, error: isFetching ? null : problem, loadOlder }
  }, [older, isFetching, error, loadOlder])
}
