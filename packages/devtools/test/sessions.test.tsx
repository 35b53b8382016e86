import {
  ConnectionPanel,
  DevtoolsProvider,
  EventPanel,
  everySession,
  type SessionFilter,
  SessionsPanel,
} from '@sluice/devtools'
import type { DirectoryRow, SessionRef } from '@sluice/protocol'
import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { createPanelPage } from './panelPage.tsx'

afterEach(cleanup)

// jsdom has no modal dialogs.
HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true
}

const base: DirectoryRow = {
  agent: 'triage',
  id: 'bug-1',
  owner: 'ann',
  title: 'The last page is missing',
  createdAt: 900_000,
  updatedAt: 940_000,
  offset: '0000000000000009_aaaaaaaa',
  status: 'idle',
  approvals: 0,
  runs: 2,
  messages: 5,
  inputTokens: 12_000,
  outputTokens: 345,
  cost: 0.0123,
}

interface SessionsProps {
  readonly onOpen?: (session: SessionRef) => void
}

function Sessions({ onOpen = () => undefined }: SessionsProps) {
  const [filter, setFilter] = useState<SessionFilter>(everySession)
  return (
    <SessionsPanel
      filter={filter}
      onFilter={setFilter}
      selected={{ agent: 'triage', id: 'bug-1' }}
      onOpen={onOpen}
      hrefOf={({ agent, id }) => `?session=${agent}/${id}`}
    />
  )
}

type PanelPage = ReturnType<typeof createPanelPage>

/** The directory subscriptions of a page, newest last. */
const subscriptions = ({ server }: PanelPage) =>
  server.received('subscribe').filter(frame => 'directory' in frame)

/** Sends rows to every directory subscription, as a server does that has these. */
async function send(page: PanelPage, rows: readonly DirectoryRow[]) {
  for (const { channel } of subscriptions(page)) {
    page.server.sockets()[0]?.push({ type: 'rows', channel, version: 1, rows: [...rows], gone: [] })
  }
  await page.settle()
}

const cells = () =>
  [...document.querySelectorAll('tbody tr')].map(row => [...row.children].map(cell => cell.textContent))

test('[S13] the sessions are listed live, each with its status in plain words', async () => {
  const page = createPanelPage()
  page.draw(<Sessions />)
  await page.settle()
  expect(screen.getByText('No sessions yet')).toBeTruthy()
  await send(page, [base])
  expect(cells()).toEqual([
    ['', 'The last page is missingtriage/bug-1', 'Idle', '', '2', '', '5', '12.3K', '$0.0123', '1m ago'],
  ])
  await send(page, [{ ...base, status: 'waiting', approvals: 1, failedRuns: 2, updatedAt: 999_000 }])
  expect(cells()[0]?.slice(2, 6)).toEqual(['Waiting for 1 approval', 'ann, 1 answer', '2', '2'])
  expect(screen.getByRole('link').getAttribute('aria-current')).toBe('page')
})

test('[S13] the filter is asked of the server, and what was found stays until the answer is here', async () => {
  const page = createPanelPage()
  page.draw(<Sessions />)
  await page.settle()
  await send(page, [base, { ...base, id: 'bug-2', agent: 'research', status: 'failed', updatedAt: 930_000 }])
  fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'page' } })
  expect(cells()).toHaveLength(2)
  await page.settle()
  expect(subscriptions(page).at(-1)).toMatchObject({ filter: { search: 'page' } })
  fireEvent.click(screen.getByRole('button', { name: 'Failed 1' }))
  fireEvent.change(screen.getByRole('combobox'), { target: { value: 'research' } })
  await page.settle()
  expect(subscriptions(page).at(-1)).toMatchObject({
    filter: { search: 'page', status: 'failed', agent: 'research' },
  })
})

test('[S13] a session opens with a click, and in a tab of its own with a key held', async () => {
  const page = createPanelPage()
  const opened = vi.fn<(session: SessionRef) => void>()
  page.draw(<Sessions onOpen={opened} />)
  await page.settle()
  await send(page, [base])
  const link = screen.getByRole('link')
  expect(link.getAttribute('href')).toBe('?session=triage/bug-1')
  fireEvent.click(link, { ctrlKey: true })
  expect(opened).not.toHaveBeenCalled()
  fireEvent.click(link)
  expect(opened).toHaveBeenCalledExactlyOnceWith({ agent: 'triage', id: 'bug-1' })
})

test('[D10] what is done with many sessions asks first, and does nothing when the answer is no', async () => {
  const page = createPanelPage()
  page.draw(<Sessions />)
  await page.settle()
  await send(page, [base, { ...base, id: 'bug-2', status: 'running', updatedAt: 930_000 }])
  expect(screen.queryByRole('button', { name: 'Stop runs' })).toBeNull()
  fireEvent.click(screen.getByRole('checkbox', { name: 'Select all' }))
  expect(screen.getByText('2 sessions selected')).toBeTruthy()
  fireEvent.click(screen.getAllByRole('checkbox')[1] as HTMLElement)
  expect(screen.getByText('1 session selected')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Stop runs' }))
  const dialog = screen.getByRole('dialog', { name: 'Stop the runs of 1 session?', hidden: true })
  fireEvent.click(within(dialog).getByText('Cancel'))
  expect(screen.queryByRole('dialog', { hidden: true })).toBeNull()
  expect(page.server.received('command')).toEqual([])
  fireEvent.click(screen.getByRole('button', { name: 'Clear' }))
  expect(screen.queryByText('1 session selected')).toBeNull()
})

test('[F3] a title with markup is a title', async () => {
  const page = createPanelPage()
  page.draw(<Sessions />)
  await page.settle()
  await send(page, [{ ...base, title: '<img src=x onerror=alert(1)>' }])
  expect(document.querySelector('tbody img')).toBeNull()
  expect(cells()[0]?.[1]).toContain('<img src=x onerror=alert(1)>')
})

test('[C2] the connection says how it stands, and nothing of any agent', async () => {
  const page = createPanelPage()
  page.draw(<ConnectionPanel />)
  const strip = screen.getByRole('status')
  expect(strip.textContent).toBe('Not connected')
  page.draw(<Sessions />)
  await page.settle()
  expect(strip.textContent).toBe('Connectedas ann')
  page.server.goDown()
  await page.settle()
  expect(strip.getAttribute('data-connection')).toBe('reconnecting')
  expect(strip.textContent).toContain('Reconnecting…')
  expect(screen.getByRole('button', { name: 'Try now' })).toBeTruthy()
})

const step = {
  offset: '0000000000000004_aaaaaaaa',
  at: 1_000,
  actor: { kind: 'host', id: 'host-1' },
  event: {
    type: 'step.started',
    step: 's',
    run: 'r',
    kind: 'model',
    context: { blob: 'a'.repeat(64), bytes: 2_048, mediaType: 'application/json' },
  },
} as const

test('[E7 E8] the context of a model call is loaded when it is asked for, once', async () => {
  const page = createPanelPage()
  const loadBlob = vi.fn(async () => '{"messages":[{"role":"user","content":"<b>hi</b>"}]}')
  page.draw(
    <DevtoolsProvider loadBlob={loadBlob}>
      <EventPanel session={{ agent: 'triage', id: 'bug-1' }} envelope={step} onClose={() => undefined} />
    </DevtoolsProvider>,
  )
  expect(loadBlob).not.toHaveBeenCalled()
  const details = screen.getByText('Open context (2.0 KB)').parentElement as HTMLDetailsElement
  details.open = true
  await page.settle()
  expect(await screen.findByRole('tree', { name: 'context' })).toBeTruthy()
  expect(details.textContent).toContain('"<b>hi</b>"')
  expect(loadBlob).toHaveBeenCalledOnce()
})

test('[S15] a blob that may not be read says why', async () => {
  const page = createPanelPage()
  const loadBlob = async () => {
    throw new Error('You may read this session but not do this in it.')
  }
  page.draw(
    <DevtoolsProvider loadBlob={loadBlob}>
      <EventPanel session={{ agent: 'triage', id: 'bug-1' }} envelope={step} onClose={() => undefined} />
    </DevtoolsProvider>,
  )
  const details = screen.getByText('Open context (2.0 KB)').parentElement as HTMLDetailsElement
  details.open = true
  expect(await screen.findByText(/You may read this session but not do this in it/)).toBeTruthy()
})

test('[D16][S13] a list that the server refuses says why, and not that there are no sessions', async () => {
  const page = createPanelPage({ authenticate: () => null })
  page.draw(<Sessions />)
  await page.settle()
  const note = within(screen.getByRole('region', { name: 'Sessions' })).getByText('Refused')
  expect(note.parentElement?.textContent).toMatch(/token/i)
})
