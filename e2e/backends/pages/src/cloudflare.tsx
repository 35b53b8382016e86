import { CloudflareChat } from './CloudflareChat.tsx'

/** The chat with an `AIChatAgent`, on our client. */
export function Page({ session }: { readonly session: string }) {
  return <CloudflareChat agent="Helper" session={session} />
}
