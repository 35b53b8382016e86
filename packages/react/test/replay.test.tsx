import { readPage } from '@sluice/client'
import { type Event, formatSessionFile, type SessionRef } from '@sluice/protocol'
import {
  ReplayProvider,
  useActions,
  useAgent,
  useClient,
  useEvents,
  useOutbox,
  useSessions,
} from '@sluice/react'
import { createLog } from '@sluice/testkit'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'

afterEach(cleanup)

const session = { agent: 'triage', id: 'bug-7' }

const events: readonly Event[] = [
  { type: 'session.created', agent: 'triage', owner: 'ann', title: 'The last page' },
  {
    type: 'message.added',
    message: 'q1',
    role: 'user',
    after: null,
    parts: [{ part: 'p1', kind: 'text', text: 'Why?' }],
  },
  { type: 'run.started', run: 'r1', trigger: 'q1' },
  { type: 'step.started', step: 's1', run: 'r1', kind: 'model' },
  { type: 'message.added', message: 'm1', role: 'assistant', after: 'q1', run: 'r1', step: 's1' },
  { type: 'part.added', message: 'm1', part: 't1', kind: 'text' },
  { type: 'part.delta', part: 't1', from: 0, text: 'Because.' },
  { type: 'step.settled', step: 's1', outcome: 'completed' },
  { type: 'run.settled', run: 'r1', outcome: 'completed' },
]

function recorded() {
  const log = createLog()
  log.append(...events)
  return { envelopes: log.envelopes, text: formatSessionFile({ session, envelopes: log.envelopes }) }
}

function Shown(ref: SessionRef) {
  const { messages } = useAgent(ref)
  const { rows } = useSessions()
  const { envelopes: all } = useEvents(ref, { types: ['run.settled'] })
  const { send } = useActions(ref)
  const outbox = useOutbox(ref)
  const texts = messages.flatMap(({ parts }) => parts.map(part => ('text' in part ? part.text : '')))
  return (
    <>
      <output>{JSON.stringify({ texts, titles: rows.map(({ title }) => title), runs: all.length })}</output>
      <button type="button" onClick={() => send('More?')}>
        Send
      </button>
      <p>{outbox.map(({ status }) => status).join()}</p>
    </>
  )
}

const shown = () => JSON.parse(screen.getByText(/^\{/).textContent ?? '{}')

test('[C9] a recorded session is shown by the hooks without a server, whole and up to an offset, and nothing can be done in it', async () => {
  const { text, envelopes } = recorded()
  const draw = (at?: string) => (
    <ReplayProvider file={new Blob([text])} loading="Reading" {...(at === undefined ? {} : { at })}>
      {ref => <Shown {...ref} />}
    </ReplayProvider>
  )
  const page = render(draw())
  expect(page.container.textContent).toBe('Reading')
  await expect
    .poll(() => screen.queryByText(/^\{/) && shown())
    .toEqual({ texts: ['Why?', 'Because.'], titles: ['The last page'], runs: 1 })
  fireEvent.click(screen.getByRole('button', { name: 'Send' }))
  expect(await screen.findByText('refused')).toBeTruthy()
  page.rerender(draw(envelopes[3]?.offset))
  await expect.poll(() => screen.queryByText(/^\{/) && shown()).toMatchObject({ texts: ['Why?'], runs: 0 })
})

test('[C9] a file that was cut is refused with the reason', async () => {
  const { text } = recorded()
  const cut = text.slice(0, text.length - 40)
  render(
    <ReplayProvider file={cut} refused={reason => <p>{reason}</p>}>
      {() => 'shown'}
    </ReplayProvider>,
  )
  expect(await screen.findByText(/Line \d+ of the session file/)).toBeTruthy()
  expect(screen.queryByText('shown')).toBeNull()
})

function Older() {
  const client = useClient()
  const read = async () => {
    const answer = await client.request('/v1/sessions/triage/bug-7/messages?limit=2')
    const { entries, before } = (await answer.json()) as { entries: object[]; before: number }
    const older = await readPage(client, session, before)
    document.title = `${entries.length} ${older.length}`
  }
  return (
    <button type="button" onClick={() => void read()}>
      Older
    </button>
  )
}

test('[C9] older messages are read out of the file', async () => {
  render(<ReplayProvider file={recorded().text}>{() => <Older />}</ReplayProvider>)
  fireEvent.click(await screen.findByRole('button', { name: 'Older' }))
  await expect.poll(() => document.title).toBe('2 1')
})
