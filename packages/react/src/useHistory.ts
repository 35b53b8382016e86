import { type ClientError, historyOf, type Problem, readPage } from '@sluice/client'
import type { SessionRef } from '@sluice/protocol'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useLayoutEffect, useMemo, useSyncExternalStore } from 'react'
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

const nothing = { before: 0, next: null }
const emptyHistory = { older: 0, status: 'idle', error: null } as const

/**
 * Loads what came before the messages that a session's view holds, as an infinite query of React Query: in the page's own `QueryClientProvider` where there
 * is one. The hooks inside a `HistoryProvider` see it as part of the session, joined without a seam; another window, as after a long absence, drops it. [F7] [S3]
 *
 * @example
 * const { older, status, loadOlder } = useHistory(ref)
 */
export function useHistory({ agent, id }: SessionRef): OlderHistory {
  const client = useClient()
  const history = useMemo(() => historyOf(client, { agent, id }), [client, agent, id])
  const start = useReadable(history.start, nothing)
  const { older } = useReadable(history, emptyHistory)
  const principal = useSyncExternalStore(
    client.connection.subscribe,
    () => client.connection.getSnapshot().principal,
    () => null,
  )
  const { data, error, isFetching, fetchNextPage } = useInfiniteQuery(
    {
      queryKey: ['sluice', 'messages', principal, agent, id, start.before, start.next],
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
    useQueryClientOf(client.link),
  )
  // Before the paint, so that the line and the query are never seen apart.
  useLayoutEffect(() => {
    if (data !== undefined) history.join(start, data.pages)
  }, [history, start, data])
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
