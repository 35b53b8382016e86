import { createClient } from '@sluice/client'
import { ChatOn } from './ChatOn.tsx'

const client = createClient()

/** The chat on our own server. */
export function Page({ session }: { readonly session: string }) {
  return <ChatOn client={client} session={session} />
}
