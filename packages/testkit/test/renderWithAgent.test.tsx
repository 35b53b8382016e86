// @vitest-environment jsdom
import { useAgent } from '@sluice/react'
import { renderWithAgent } from '@sluice/testkit/react'
import { act, cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'

afterEach(cleanup)

const ref = { agent: 'triage', id: 'bug-7' }

function Chat() {
  const { messages, status, approvals, send, decide } = useAgent(ref)
  return (
    <main>
      <output>{status}</output>
      {messages.map(({ id, parts }) => (
        <p key={id}>{parts.map(part => (part.kind === 'text' ? part.text : part.kind)).join(' ')}</p>
      ))}
      {approvals.map(({ id, question }) => (
        <button key={id} type="button" onClick={() => decide(id, 'approved')}>
          {question}
        </button>
      ))}
      <button type="button" onClick={() => send('Why?')}>
        Ask
      </button>
    </main>
  )
}

const texts = () => screen.queryAllByText(/./, { selector: 'p' }).map(({ textContent }) => textContent)

test('[T4] an application is rendered with an agent that answers, asks and goes on, at the pace of the test', () => {
  const { pass, agent, server } = renderWithAgent(<Chat />, {
    script: [[{ say: 'I have to edit a file.' }, { call: 'edit', approval: 'Edit it?' }, { say: 'Done.' }]],
    pieceMs: 10,
  })
  pass()
  fireEvent.click(screen.getByText('Ask'))
  pass(30)
  expect([screen.getByRole('status').textContent, texts()[0]]).toEqual(['running', 'Why?'])
  pass(1_000)
  expect(screen.getByRole('status').textContent).toBe('waiting-for-approval')
  fireEvent.click(screen.getByText('Edit it?'))
  pass(1_000)
  expect(texts()).toEqual(['Why?', 'I have to edit a file. tool-call', 'Done.'])
  expect([screen.getByRole('status').textContent, agent.runs()]).toEqual(['idle', 1])
  expect(server.log(ref).view.faults.count).toBe(0)
})

test('[T4] a session that is there already is shown, and faults break the connection to it', () => {
  const { pass, faults, server, client } = renderWithAgent(<Chat />, {
    session: ref,
    events: [
      { type: 'session.created', agent: 'triage', owner: 'ann' },
      {
        type: 'message.added',
        message: 'm1',
        role: 'user',
        after: null,
        parts: [{ part: 'p1', kind: 'text', text: 'One' }],
      },
    ],
  })
  pass()
  expect(texts()).toEqual(['One'])
  faults.refuse(1)
  act(() => faults.cut())
  pass(10)
  expect(client.connection.getSnapshot().status).toBe('reconnecting')
  server.append(ref, {
    type: 'message.added',
    message: 'm2',
    role: 'user',
    after: 'm1',
    parts: [{ part: 'p2', kind: 'text', text: 'Two' }],
  })
  pass(5_000)
  expect([texts(), client.connection.getSnapshot().status]).toEqual([['One', 'Two'], 'online'])
})
