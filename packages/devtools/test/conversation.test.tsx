import { cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { logOf } from './logOf.ts'
import { createPanelPage, holdLog, Inspected, layOut } from './panelPage.tsx'

beforeEach(() => {
  layOut()
  localStorage.clear()
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** A session in which only people speak. */
const spoken = (count: number) =>
  logOf(
    { type: 'session.created', agent: 'triage', owner: 'ann' },
    ...Array.from({ length: count }, (_, index) => ({
      type: 'message.added',
      message: `q${index}`,
      role: 'user',
      after: index === 0 ? null : `q${index - 1}`,
      parts: [{ part: `p${index}`, kind: 'text', text: `Question ${index}` }],
    })),
  )

test('[C9] older messages of a view come from its own log, and what was looked at is not what was read', async () => {
  const asked = vi.fn<typeof fetch>()
  vi.stubGlobal('fetch', asked)
  const log = spoken(130)
  const page = createPanelPage()
  page.draw(<Inspected source={holdLog(log).source} first={{ offset: log[125]?.offset ?? null }} />)
  await page.settle()
  const texts = () =>
    [...document.querySelectorAll('[data-sluice="message-text"]')].map(({ textContent }) => textContent)
  expect(texts()).toEqual(Array.from({ length: 100 }, (_, index) => `Question ${index + 25}`))
  fireEvent.click(screen.getByRole('button', { name: 'Show older messages (25 entries)' }))
  await page.settle()
  expect(texts()).toEqual(Array.from({ length: 125 }, (_, index) => `Question ${index}`))
  expect(screen.queryByRole('button', { name: /Show older/ })).toBeNull()
  expect(asked).not.toHaveBeenCalled()
  expect(Object.keys(localStorage)).toEqual([])
})
