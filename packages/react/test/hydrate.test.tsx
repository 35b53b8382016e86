import { SluiceProvider, useAgent } from '@sluice/react'
import { act } from '@testing-library/react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { answering, createStage, ref } from './support/createStage.tsx'

function Chat() {
  const { messages, status } = useAgent(ref)
  return (
    <p>
      {status} {messages.length}
    </p>
  )
}

test('[C1] a page from a server is hydrated without a difference, also when the view is there already', async () => {
  const { client, server, pass } = createStage()
  server.append(ref, ...answering)
  const leave = client.session(ref).subscribe(() => {})
  pass()
  const page = (
    <SluiceProvider client={client}>
      <Chat />
    </SluiceProvider>
  )
  const container = document.createElement('div')
  container.innerHTML = renderToString(page)
  expect(container.textContent).toBe('connecting 0')
  const errors: unknown[] = []
  const root = await act(async () =>
    hydrateRoot(container, page, { onRecoverableError: error => void errors.push(error) }),
  )
  expect([container.textContent, errors]).toEqual(['running 2', []])
  act(() => root.unmount())
  leave()
})
