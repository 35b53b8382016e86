import { useClient } from '@sluice/react'
import { useSyncExternalStore } from 'react'

const no = () => false

/** Whether the client was closed, as when its person has signed out. Renders again only for that. */
export function useIsClosed(): boolean {
  const { connection } = useClient()
  return useSyncExternalStore(connection.subscribe, () => connection.getSnapshot().status === 'closed', no)
}
