import type { Client } from '@sluice/client'
import { SluiceProvider } from '@sluice/react'
import { AgentChat } from '@sluice/ui'
import { Topic } from './Topic.tsx'
import '@sluice/ui/styles.css'

/** The whole chat with the agent `helper` of a server. */
export function ChatOn({ client, session }: { readonly client: Client; readonly session: string }) {
  return (
    <SluiceProvider client={client}>
      <AgentChat agent="helper" id={session} />
      <Topic session={{ agent: 'helper', id: session }} />
    </SluiceProvider>
  )
}
