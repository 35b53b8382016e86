import '@sluice/devtools/styles.css'
import { everySession, type SessionFilter, SessionsPanel } from '@sluice/devtools'
import type { useSessions } from '@sluice/react'
import type { TestPage } from '@sluice/testkit/react'
import { useState } from 'react'
import { startsAt } from '../../logs/createStory.ts'
import { triage } from '../../logs/triage.ts'
import { StoryPage } from '../../support/StoryPage.tsx'

const meta = { title: 'Devtools/Sessions' }

export default meta

type Row = ReturnType<typeof useSessions>['rows'][number]

const row = (id: string, minutesAgo: number, change: Partial<Row>): Row => ({
  agent: 'triage',
  id,
  owner: 'ann',
  title: '',
  createdAt: startsAt - 3_600_000,
  updatedAt: startsAt - minutesAgo * 60_000,
  offset: '0000000000000009_aaaaaaaa',
  status: 'idle',
  approvals: 0,
  runs: 1,
  messages: 4,
  inputTokens: 18_400,
  outputTokens: 2_120,
  cost: 0.074,
  ...change,
})

const rows: readonly Row[] = [
  row('orders-page', 0, { title: 'The last page is missing', status: 'waiting', approvals: 1 }),
  row('crash-on-empty', 1, { title: 'Crash on an empty file', status: 'running', runs: 0, cost: 0.0042 }),
  row('upper-case', 9, { title: 'Search finds nothing in upper case', status: 'failed' }),
  row('time-zone', 64, {
    agent: 'research',
    title:
      'Appointments are an hour late when the calendar was made in a time zone that the server does not know',
    runs: 12,
    messages: 88,
    inputTokens: 2_400_000,
    cost: 7.31,
  }),
  row('untitled', 600, { runs: 0 }),
  row('markup', 3_000, { title: '<img src=x onerror=alert(1)>' }),
]

/** Answers every subscription to the directory with these rows. */
const listing = (found: readonly Row[]) => (page: TestPage) => {
  const answered = new Set<number>()
  const answer = () => {
    for (const frame of page.server.received('subscribe')) {
      if (!('directory' in frame) || answered.has(frame.channel)) continue
      answered.add(frame.channel)
      const rows = [...found]
      page.server.sockets()[0]?.push({ type: 'rows', channel: frame.channel, version: 1, rows, gone: [] })
    }
    page.clock.after(16, answer)
  }
  answer()
}

function Listed() {
  const [filter, onFilter] = useState<SessionFilter>(everySession)
  return (
    <main className="sluice sluice-devtools" style={{ display: 'grid', blockSize: '100dvh' }}>
      <SessionsPanel
        filter={filter}
        onFilter={onFilter}
        selected={{ agent: 'triage', id: 'upper-case' }}
        onOpen={() => undefined}
        hrefOf={({ agent, id }) => `#${agent}/${id}`}
      />
    </main>
  )
}

const tell = (then: (page: TestPage) => void) => ({
  render: () => (
    <StoryPage story={() => triage('asked')} then={then}>
      <Listed />
    </StoryPage>
  ),
  parameters: { layout: 'fullscreen' },
})

export const Sessions = tell(listing(rows))
export const NoSessions = tell(() => undefined)
export const Connecting = tell(page => page.server.goDown())
