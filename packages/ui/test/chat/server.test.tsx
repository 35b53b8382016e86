// @vitest-environment node
import { SluiceProvider } from '@sluice/react'
import { createTestPage } from '@sluice/testkit/react'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { AgentChat } from '../../src/index.ts'

test('a server draws the empty chat and connects to nothing', () => {
  const page = createTestPage()
  const html = renderToString(
    <SluiceProvider client={page.client}>
      <AgentChat agent="triage" id="bug-7" />
    </SluiceProvider>,
  )
  expect(html).toContain('data-sluice="composer-input"')
  expect(page.server.attempts()).toBe(0)
})
