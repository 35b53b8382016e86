import { CloudflareChat } from './CloudflareChat.tsx'

/** The chat with a `Think`, on our client. */
export function Page({ session }: { readonly session: string }) {
  return <CloudflareChat agent="Thinker" session={session} />
}
