import { useClient } from '@sluice/react'
import { useSyncExternalStore } from 'react'

const none = () => null

/** Who the server says the reader is; null before it has. Renders again only for another one. */
export function usePrincipal(): string | null {
  const { connection } = useClient()
  return useSyncExternalStore(connection.subscribe, () => connection.getSnapshot().principal, none)
}
