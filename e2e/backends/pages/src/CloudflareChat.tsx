import { createClient } from '@sluice/client'
import { cloudflareAgent } from '@sluice/client/cloudflare'
import { SluiceProvider } from '@sluice/react'
import { AgentChat } from '@sluice/ui'
import { useState } from 'react'
import { Topic } from './Topic.tsx'
import '@sluice/ui/styles.css'

/** The whole chat with an agent of the Agents SDK. */
export function CloudflareChat({ agent, session }: { readonly agent: string; readonly session: string }) {
  const [backend] = useState(() => cloudflareAgent({ agent, name: session }))
  const [client] = useState(() => createClient({ backend }))
  return (
    <SluiceProvider client={client}>
      <AgentChat agent={backend.session.agent} id={backend.session.id} />
      <Topic session={backend.session} />
    </SluiceProvider>
  )
}
