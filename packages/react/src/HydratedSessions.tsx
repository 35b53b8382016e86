import { type DehydratedState, hydrate } from '@sluice/client'
import { type ReactNode, useMemo } from 'react'
import { SluiceProvider, useClient } from './SluiceProvider.tsx'

/** What the server has drawn. */
export interface HydratedSessionsProps {
  /** What `dehydrate` of `@sluice/client` made; the same on the server and in the page. Keep its identity. */
  readonly state: DehydratedState
  readonly children?: ReactNode
}

/**
 * Lets the hooks below it draw sessions on a server, and in its page begin with what stands there: no mismatch, no flicker, and the subscription goes on
 * from the server's offset. [H7]
 *
 * @example
 * <SluiceProvider client={client}><HydratedSessions state={state}><App /></HydratedSessions></SluiceProvider>
 */
export function HydratedSessions({ state, children }: HydratedSessionsProps) {
  const client = useClient()
  const hydrated = useMemo(() => hydrate(client, state), [client, state])
  return <SluiceProvider client={hydrated}>{children}</SluiceProvider>
}
