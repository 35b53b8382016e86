import type { Link } from '@sluice/client'
import { QueryClient, QueryClientContext } from '@tanstack/react-query'
import { useContext } from 'react'

const queryClients = new WeakMap<Link, QueryClient>()

/** The query client of the page, else one of the client's own. */
export function useQueryClientOf(link: Link): QueryClient {
  const given = useContext(QueryClientContext)
  if (given !== undefined) return given
  const own = queryClients.get(link) ?? new QueryClient({ defaultOptions: { queries: { retry: false } } })
  queryClients.set(link, own)
  return own
}
