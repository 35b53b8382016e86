import { CloudflareChat } from './CloudflareChat.tsx'

/** The chat over a Web Channel, on our client. */
export function Page({ session }: { readonly session: string }) {
  return <CloudflareChat agent="Desk" session={session} isChannel />
}
