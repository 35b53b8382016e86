import { type ClientError, type Problem, searchMessages } from '@sluice/client'
import type { Id, SessionRef } from '@sluice/protocol'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useSyncExternalStore } from 'react'
import { useQueryClientOf } from './queryClientOf.ts'
import { useClient } from './SluiceProvider.tsx'

/** What a search of a session's log has found. */
export interface FoundMessages {
  /** The messages of the line that hold the text, oldest first, loaded or not. */
  readonly messages: readonly Id[]
  readonly status: 'idle' | 'searching' | 'found' | 'failed'
  readonly error: Problem | null
}

const nothing: readonly Id[] = []

/**
 * Looks through a session's whole log for a text, in any case; for an empty one, and where the backend has no search (`capabilities.search`), it is `idle`. It looks
 * again when `revision` is another one, and keeps what it found before until then. [H8]
 *
 * @example
 * const { messages } = useSearch(ref, 'invoice')
 */
export function useSearch({ agent, id }: SessionRef, text: string, revision = ''): FoundMessages {
  const client = useClient()
  const principal = useSyncExternalStore(
    client.connection.subscribe,
    () => client.connection.getSnapshot().principal,
    () => null,
  )
  const words = text.trim()
  const isAsked = client.capabilities.search === true && words !== ''
  const { data, error, isFetching } = useQuery(
    {
      queryKey: ['sluice', 'search', principal, agent, id, words, revision],
      queryFn: ({ signal }) => searchMessages(client, { agent, id }, words, signal),
      enabled: isAsked,
      placeholderData: (found, before) => (before?.queryKey[5] === words ? found : undefined),
      retry: false,
      gcTime: 0,
      // Whether the server is reached is for it to say.
      networkMode: 'always',
    },
    useQueryClientOf(client.link),
  )
  return useMemo(() => {
    if (!isAsked) return { messages: nothing, status: 'idle', error: null }
    const failure = error as ClientError | null
    const problem = failure === null ? null : { code: failure.code ?? 'internal', message: failure.message }
    const status = isFetching ? 'searching' : problem === null ? 'found' : 'failed'
    return { messages: data ?? nothing, status, error: problem }
  }, [isAsked, data, error, isFetching])
}
