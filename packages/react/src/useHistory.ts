import { type HistoryView, historyOf } from '@sluice/client'
import type { SessionRef } from '@sluice/protocol'
import { useMemo } from 'react'
import { useClient } from './SluiceProvider.tsx'
import { useReadable } from './useReadable.ts'

const empty: HistoryView = { older: 0, status: 'idle', error: null }

/** How much older history a session has, and how to get the page before what is held. */
export type OlderHistory = HistoryView & { loadOlder(): Promise<void> }

/**
 * Loads what came before the messages that a session's view holds. The hooks inside a `HistoryProvider` see it as part of the session; it stays
 * loaded while anything uses the session. [F7] [S3]
 *
 * @example
 * const { older, status, loadOlder } = useHistory(ref)
 */
export function useHistory({ agent, id }: SessionRef): OlderHistory {
  const client = useClient()
  const history = useMemo(() => historyOf(client, { agent, id }), [client, agent, id])
  const view = useReadable(history, empty)
  return useMemo(() => ({ ...view, loadOlder: history.loadOlder }), [view, history])
}
