import { withHistory } from '@sluice/client'
import type { SessionRef } from '@sluice/protocol'
import { type ReactNode, useMemo } from 'react'
import { SluiceProvider, useClient } from './SluiceProvider.tsx'

/** Which session's history the hooks below see. */
export interface HistoryProviderProps extends SessionRef {
  readonly children?: ReactNode
}

/** Lets the hooks below it see a session with the older messages that `useHistory` loaded in front, joined without a seam. [F7] */
export function HistoryProvider({ agent, id, children }: HistoryProviderProps) {
  const client = useClient()
  const joined = useMemo(() => withHistory(client, { agent, id }), [client, agent, id])
  return <SluiceProvider client={joined}>{children}</SluiceProvider>
}
