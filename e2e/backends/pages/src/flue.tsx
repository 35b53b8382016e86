import { createClient } from '@sluice/client'
import { flue } from '@sluice/client/flue'
import { ChatOn } from './ChatOn.tsx'

const client = createClient({ backend: flue({ url: '/agents' }) })

/** The chat on a Flue server. */
export function Page({ session }: { readonly session: string }) {
  return <ChatOn client={client} session={session} />
}
