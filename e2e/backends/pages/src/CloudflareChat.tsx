import { createClient } from '@sluice/client'
import { cloudflareAgent } from '@sluice/client/cloudflare'
import { SluiceProvider } from '@sluice/react'
import { AgentChat } from '@sluice/ui'
import { useState } from 'react'
import { Topic } from './Topic.tsx'
import '@sluice/ui/styles.css'

interface CloudflareChatProps {
  readonly agent: string
  readonly session: string
  readonly isChannel?: boolean
}

/** The whole chat with an agent of the Agents SDK. */
export function CloudflareChat({ agent, session, isChannel = false }: CloudflareChatProps) {
  const [backend] = useState(() =>
    cloudflareAgent({
      agent,
      name: session,
      ...(isChannel ? { basePath: `channels/${session}`, isChannel } : {}),
    }),
  )
  const [client] = useState(() => createClient({ backend }))
  return (
    <SluiceProvider client={client}>
      <AgentChat agent={backend.session.agent} id={backend.session.id} />
      {!isChannel && <Topic session={backend.session} />}
    </SluiceProvider>
  )
}
