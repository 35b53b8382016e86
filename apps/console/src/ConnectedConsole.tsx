import { createClient } from '@sluice/client'
import { DevtoolsProvider } from '@sluice/devtools'
import { SluiceProvider } from '@sluice/react'
import { QueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useMemo, useRef, useState } from 'react'
import { ConsolePage } from './ConsolePage.tsx'
import { createBlobLoader } from './createBlobLoader.ts'
import { readSearch } from './search.ts'
import { keepToken, readToken } from './server/tokens.ts'

const route = getRouteApi('/')

/** The client of a server, as whom the token says; the one before is closed when another takes its place. */
function useServer(server: string, token: string | null) {
  const connected = useMemo(() => {
    const client = createClient({ url: server, ...(token !== null && { token }) })
    const queries = new QueryClient({ defaultOptions: { queries: { retry: 1 } } })
    return { client, loadBlob: createBlobLoader(client, queries) }
  }, [server, token])
  const last = useRef(connected)
  useEffect(() => {
    if (last.current !== connected) last.current.client.close()
    last.current = connected
  }, [connected])
  return connected
}

/** The console on the server that the address of the page names, its own when none. A token is kept for its server as long as the tab, and is in no address. [S6 D16] */
export function ConnectedConsole() {
  const words = route.useSearch()
  const navigate = route.useNavigate()
  const server = useMemo(() => readSearch(words).server ?? location.origin, [words])
  const [given, setGiven] = useState<Readonly<Record<string, string | null>>>({})
  const token = given[server] ?? readToken(server)
  const { client, loadBlob } = useServer(server, token)
  return (
    <SluiceProvider client={client}>
      <DevtoolsProvider loadBlob={loadBlob}>
        <ConsolePage
          server={server}
          hasToken={token !== null}
          onServer={(next, now) => {
            if (now !== undefined) {
              keepToken(next, now)
              setGiven({ ...given, [next]: now })
            }
            // What was selected on another server says nothing here.
            if (next !== server) void navigate({ search: next === location.origin ? {} : { server: next } })
            // Nothing of who had the token is left in the browser.
            else if (now === null) void client.logout()
            else if (now === undefined || now === token) client.reconnect()
          }}
        />
      </DevtoolsProvider>
    </SluiceProvider>
  )
}
