import { createClient } from '@sluice/client'
import { cloudflareAgent } from '@sluice/client/cloudflare'
import { flue } from '@sluice/client/flue'
import { SluiceProvider } from '@sluice/react'
import { AgentChat } from '@sluice/ui'
import { useState } from 'react'
import { ServerSwitch } from './ServerSwitch.tsx'
import { serverNames, serverOfPage } from './servers.ts'

const suggestions = [
  { title: 'Look something up', text: 'lookup Paris' },
  { title: 'Two tools side by side', text: 'both please' },
  { title: 'A long answer', text: 'count 300' },
]

/** The session that the address names; a new one is put there when it names none. */
function sessionOfPage(): string {
  const query = new URLSearchParams(location.search)
  const id = query.get('session') ?? crypto.randomUUID().slice(0, 8)
  query.set('session', id)
  history.replaceState(null, '', `?${query}`)
  return id
}

function open(id: string) {
  if (serverOfPage() === 'flue')
    return { client: createClient({ backend: flue({ url: '/agents' }) }), session: { agent: 'helper', id } }
  const backend = cloudflareAgent({ agent: 'Helper', name: id })
  return { client: createClient({ backend }), session: backend.session }
}

/** The page on somebody else's server: the same chat, without what that server has not. */
export function OtherPage() {
  const [{ client, session }] = useState(() => open(sessionOfPage()))
  const name = serverNames[serverOfPage()]
  const words = {
    emptyTitle: `The same chat on ${name}`,
    emptyText:
      'A real server with a model that follows a script. Reload in the middle of a word, or open this address in a second tab.',
  }
  return (
    <SluiceProvider client={client}>
      <div className="demo demo-other sluice">
        <header className="demo-header">
          <a className="demo-home" href={`?backend=${serverOfPage()}`}>
            <span className="demo-mark" aria-hidden="true" />
            <h1>
              Sluice <span className="demo-wide">on {name}</span>
            </h1>
          </a>
          <ServerSwitch />
          <a className="demo-button demo-new" href={`?backend=${serverOfPage()}`}>
            New
          </a>
        </header>
        <main className="demo-main" aria-label="Chat">
          <AgentChat {...session} suggestions={suggestions} messages={words} />
        </main>
      </div>
    </SluiceProvider>
  )
}
