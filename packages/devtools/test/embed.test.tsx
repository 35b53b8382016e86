import { SluiceDevtools } from '@sluice/devtools'
import type { Event as LogEvent } from '@sluice/protocol'
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { longLog } from './longLog.ts'
import { createPanelPage, layOut, session } from './panelPage.tsx'

beforeEach(layOut)
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

const shadow = () => document.querySelector('sluice-devtools')?.shadowRoot as ShadowRoot
const shownAt = () => Number(shadow().querySelector('[role=slider]')?.getAttribute('aria-valuenow'))

test('[D15] the panels stand in a shadow root, load their style sheets when they are opened, and answer keys that are pressed in them alone', async () => {
  const page = createPanelPage()
  for (const { event } of longLog(60)) page.server.append(session, event as LogEvent)
  const loadStyles = vi.fn<() => Promise<readonly string[]>>(async () => [
    '.a { color: red; }',
    '.b { color: blue; }',
  ])
  page.draw(
    <>
      <p>A page of somebody else</p>
      <SluiceDevtools session={session} loadStyles={loadStyles} />
    </>,
  )
  expect(loadStyles).not.toHaveBeenCalled()
  fireEvent.click(shadow().querySelector('button') as HTMLElement)
  await waitFor(() => expect(loadStyles).toHaveBeenCalledTimes(1))
  await page.settle()
  await page.settle()
  await waitFor(() => expect(shownAt()).toBe(60))
  expect(shadow().adoptedStyleSheets).toHaveLength(3)
  expect(document.querySelector('.sluice-devtools')).toBeNull()

  await act(async () => void fireEvent.keyDown(screen.getByText('A page of somebody else'), { key: 'e' }))
  expect(shownAt()).toBe(60)
  await act(
    async () => void fireEvent.keyDown(shadow().querySelector('[role=grid]') as Element, { key: 'Home' }),
  )
  expect(shownAt()).toBe(1)
  fireEvent.click(shadow().querySelector('header button') as HTMLElement)
  expect(shadow().querySelector('[role=slider]')).toBeNull()
})
