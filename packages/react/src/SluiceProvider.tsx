import { type Client, createClient, type TokenSource } from '@sluice/client'
import { createContext, type ReactNode, useContext, useState } from 'react'

const ClientContext = createContext<Client | null>(null)

/** A client, or what one is made of; see `ClientOptions` of `@sluice/client`. A client that the provider makes is made once; another `url` or user needs another `key`. */
export type SluiceProviderProps = { readonly children?: ReactNode } & (
  | { readonly client: Client }
  | { readonly client?: never; readonly url?: string; readonly token?: TokenSource; readonly user?: string }
)

/**
 * Gives the hooks below it their client. Renders nothing of its own, and connects to nothing before a hook below it is mounted.
 *
 * @example
 * <SluiceProvider url="https://agents.example.com" token={getToken}><App /></SluiceProvider>
 */
export function SluiceProvider({ children, client, ...options }: SluiceProviderProps) {
  const [own] = useState(() => client ?? createClient(options))
  return <ClientContext value={client ?? own}>{children}</ClientContext>
}

/** Returns the client of the nearest `SluiceProvider`. Throws without one. */
export function useClient(): Client {
  const client = useContext(ClientContext)
  if (client === null) {
    throw new Error('There is no SluiceProvider above this component.')
  }
  return client
}
