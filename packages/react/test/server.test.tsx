// @vitest-environment node
import { createClient } from '@sluice/client'
import {
  SluiceProvider,
  useAgent,
  useAgentState,
  useConnection,
  useMessageIds,
  useSessions,
} from '@sluice/react'
import { createFakeClock, createTestEnvironment, createTestServer } from '@sluice/testkit'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'

function Page() {
  const { messages, status, state, connection } = useAgent({ agent: 'triage', id: 'bug-7' })
  const ids = useMessageIds({ agent: 'triage', id: 'bug-7' })
  const selected = useAgentState({ agent: 'triage', id: 'bug-7' }, value => value)
  const { rows } = useSessions()
  return (
    <p>
      {JSON.stringify([
        messages,
        status,
        state,
        connection.status,
        useConnection().status,
        ids,
        selected,
        rows,
      ])}
    </p>
  )
}

test('[C1] on a server the page is empty, and no socket is opened', () => {
  const clock = createFakeClock()
  const server = createTestServer({ clock })
  const environment = createTestEnvironment(clock)
  const client = createClient({ environment, url: 'https://agents.example.com' })
  const html = renderToString(
    <SluiceProvider client={client}>
      <Page />
    </SluiceProvider>,
  )
  expect(html.replaceAll('&quot;', '"')).toBe('<p>[[],"connecting",{},"idle","idle",[],{},[]]</p>')
  clock.advance(10_000)
  expect([server.attempts(), clock.pending(), client.connection.getSnapshot().status]).toEqual([0, 0, 'idle'])
})

test('[C1] a provider makes its client on a server without a page', () => {
  const html = renderToString(
    <SluiceProvider>
      <Page />
    </SluiceProvider>,
  )
  expect(html).toContain('connecting')
})
