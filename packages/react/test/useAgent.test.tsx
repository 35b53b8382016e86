import { type Agent, useAgent } from '@sluice/react'
import { act, render, renderHook, screen } from '@testing-library/react'
import { StrictMode, useEffect, useState } from 'react'
import { expect, test } from 'vitest'
import { answering, createStage, delta, ref } from './support/createStage.tsx'

function Chat() {
  const { messages, status } = useAgent(ref)
  return (
    <main data-status={status}>
      {messages.map(({ id, parts }) => (
        <p key={id}>{parts.map(part => (part.kind === 'text' ? part.text : '')).join('')}</p>
      ))}
    </main>
  )
}

test('[C5] an answer is drawn as it is written', () => {
  const { wrapper, server, pass } = createStage()
  server.append(ref, ...answering)
  render(<Chat />, { wrapper })
  expect(screen.getByRole('main').dataset.status).toBe('connecting')
  pass()
  server.append(ref, delta(0, 'Beca'))
  pass()
  server.append(ref, delta(4, 'use'))
  pass()
  expect(screen.getByRole('main').dataset.status).toBe('running')
  expect(screen.getByRole('main').textContent).toBe('Why?Because')
})

test('[C3] what is sent is in the outbox at once, and among the messages when it has its effect', () => {
  const { wrapper, server, pass } = createStage({ latencyMs: 20 })
  const { result } = renderHook(() => useAgent(ref), { wrapper })
  pass()
  act(() => result.current.send('Hello'))
  expect(result.current.outbox).toMatchObject([{ command: { parts: [{ text: 'Hello' }] }, status: 'sent' }])
  expect(result.current.messages).toEqual([])
  pass(200)
  expect(result.current.outbox).toEqual([])
  expect(result.current.messages).toMatchObject([{ role: 'user', parts: [{ text: 'Hello' }] }])
  expect(server.received('command')).toHaveLength(1)
})

function Reader({ read }: { read: (agent: Agent) => unknown }) {
  return <>{JSON.stringify(read(useAgent(ref)))}</>
}

test('[C5] a component renders again only for the fields that it read', () => {
  const { wrapper, server, pass } = createStage()
  server.append(ref, ...answering)
  const renders = { status: 0, messages: 0, state: 0, nothing: 0 }
  const readers = (Object.keys(renders) as (keyof typeof renders)[]).map(field => (
    <Reader
      key={field}
      read={agent => {
        renders[field] += 1
        return field === 'nothing' ? null : agent[field]
      }}
    />
  ))
  render(readers, { wrapper })
  pass()
  const before = { ...renders }
  for (let at = 0; at < 10; at++) {
    server.append(ref, delta(at, 'x'))
    pass(20)
  }
  expect(renders.messages - before.messages).toBe(10)
  server.append(ref, { type: 'state.patched', patch: [{ op: 'replace', path: '/done', value: 1 }] })
  pass()
  expect({ ...renders, messages: 0 }).toEqual({ ...before, messages: 0, state: before.state + 1 })
  expect(before.nothing).toBe(1)
})

test('[C5] a field that is read later is followed from then on', () => {
  const { wrapper, server, pass } = createStage()
  server.append(ref, ...answering)
  const { result, rerender } = renderHook(
    ({ isOpen }) => {
      const agent = useAgent(ref)
      return isOpen ? agent.messages.length : agent.status
    },
    {
      wrapper,
      initialProps: { isOpen: false },
    },
  )
  pass()
  expect(result.current).toBe('running')
  rerender({ isOpen: true })
  expect(result.current).toBe(2)
  server.log(ref).command({ type: 'run.stop', run: 'r1' })
  server.log(ref).command({ type: 'message.send', parts: [{ kind: 'text', text: 'Next' }] })
  server.publish(ref)
  pass()
  expect(result.current).toBe(3)
})

function Restless({ onRender }: { onRender: () => void }) {
  const { messages } = useAgent(ref)
  const [, setCount] = useState(0)
  onRender()
  useEffect(() => setCount(messages.reduce((sum, { parts }) => sum + parts.length, 0)), [messages])
  return null
}

test('[C4] a burst of 4,000 deltas renders a few times, also where an effect sets state on each change', () => {
  const { wrapper, server, pass } = createStage({ latencyMs: 20 })
  server.append(ref, ...answering)
  let renders = 0
  render(<Restless onRender={() => void renders++} />, { wrapper })
  pass()
  server.goDown()
  pass()
  for (let at = 0; at < 4_000; at++) server.append(ref, delta(at, 'x'))
  const before = renders
  server.comeUp()
  pass(2_000)
  expect(renders - before).toBeLessThanOrEqual(2)
})

test('[C2] a dropped connection is told apart from what the agent does', () => {
  const { wrapper, server, pass } = createStage()
  server.append(ref, ...answering)
  const { result } = renderHook(() => useAgent(ref), { wrapper })
  pass()
  server.goDown()
  pass()
  expect(result.current).toMatchObject({
    status: 'running',
    error: null,
    connection: { status: 'reconnecting' },
  })
  server.setWriter(false)
  server.comeUp()
  pass(20_000)
  expect(result.current).toMatchObject({ status: 'waiting-for-worker', connection: { status: 'online' } })
})

test('[C8] the state changes at once, and a patch holds what is different', () => {
  const { wrapper, server, pass } = createStage({ latencyMs: 20, rules: { clientsPatchState: true } })
  server.append(ref, ...answering)
  const { result } = renderHook(() => useAgent(ref), { wrapper })
  pass()
  act(() => result.current.setState(old => ({ ...(old as object), done: 1, 'a/b~': [1] })))
  expect(result.current.state).toEqual({ plan: ['look'], done: 1, 'a/b~': [1] })
  pass(200)
  const [frame] = server.received('command')
  expect(frame?.command).toMatchObject({
    type: 'state.patch',
    patch: [
      { op: 'replace', path: '/done', value: 1 },
      { op: 'add', path: '/a~1b~0', value: [1] },
    ],
  })
  expect(result.current.outbox).toEqual([])
  act(() => result.current.setState(old => ({ ...(old as object) })))
  expect(result.current.outbox).toEqual([])
  act(() => result.current.setState({}))
  expect(result.current.state).toEqual({})
  pass(200)
  expect(server.log(ref).view.state).toEqual({})
})

test('[R4] stop names the run that is open, and nothing when none is', () => {
  const { wrapper, server, pass } = createStage()
  server.append(ref, ...answering)
  const { result } = renderHook(() => useAgent(ref), { wrapper })
  pass()
  act(() => result.current.stop())
  pass()
  expect(result.current).toMatchObject({ status: 'idle', run: { id: 'r1', status: 'stopped' } })
  act(() => result.current.stop())
  pass()
  expect(server.received('command').map(({ command }) => command)).toEqual([{ type: 'run.stop', run: 'r1' }])
})

test('[E10] answers are made again, messages said again and branches chosen', () => {
  const { wrapper, server, pass } = createStage()
  server.append(ref, ...answering, { type: 'run.settled', run: 'r1', outcome: 'completed' })
  const { result } = renderHook(() => useAgent(ref), { wrapper })
  pass()
  const ids = () => result.current.messages.map(({ id }) => id)
  const before = ids()
  act(() => result.current.retryMessage('m2'))
  pass()
  expect(ids()).toEqual(['m1'])
  act(() => result.current.stop())
  pass()
  act(() => result.current.choose('m2'))
  pass()
  expect(ids()).toEqual(before)
  act(() => result.current.resend('m1', 'What for?'))
  pass()
  expect(result.current.messages).toMatchObject([{ role: 'user', parts: [{ text: 'What for?' }] }])
  expect(result.current.outbox).toEqual([])
})

test('[C5] approvals, tool calls and the queue are there, and are answered', () => {
  const { wrapper, server, pass } = createStage()
  server.append(
    ref,
    ...answering,
    { type: 'tool.called', call: 'c1', message: 'm2', tool: 'edit' },
    { type: 'part.delta', part: 'c1', from: 0, text: '{"file":"a.ts"}' },
    { type: 'tool.ready', call: 'c1' },
    { type: 'step.settled', step: 's1', outcome: 'completed' },
    { type: 'approval.requested', approval: 'a1', run: 'r1', call: 'c1', question: 'Apply it?' },
  )
  const { result } = renderHook(() => useAgent(ref), { wrapper })
  pass()
  expect(result.current.approvals).toMatchObject([{ id: 'a1', question: 'Apply it?' }])
  expect(result.current.toolCalls).toMatchObject([
    { id: 'c1', status: 'awaiting-approval', arguments: { file: 'a.ts' } },
  ])
  expect(result.current.status).toBe('waiting-for-approval')
  act(() => result.current.send('And the tests?', { mode: 'steer' }))
  pass()
  const [queued] = result.current.queue
  expect(queued).toMatchObject({ mode: 'steer', parts: [{ text: 'And the tests?' }] })
  act(() => result.current.edit(queued?.id ?? '', 'And the types?'))
  pass()
  expect(result.current.queue).toMatchObject([{ parts: [{ text: 'And the types?' }] }])
  act(() => result.current.withdraw(queued?.id ?? ''))
  act(() => result.current.decide('a1', 'approved', { arguments: { file: 'b.ts' } }))
  act(() => result.current.rename('A better title'))
  pass()
  expect(result.current.queue).toEqual([])
  expect(result.current.approvals).toEqual([])
  expect(result.current.toolCalls).toMatchObject([{ status: 'ready', arguments: { file: 'b.ts' } }])
  expect(server.log(ref).view.session?.title).toBe('A better title')
})

test('[C3] a refused message can be sent again or discarded, and the last failure of a run is shown', () => {
  const { wrapper, server, pass } = createStage()
  server.append(ref, ...answering)
  server.refuseCommands('forbidden', 'forbidden')
  const { result } = renderHook(() => useAgent(ref), { wrapper })
  pass()
  act(() => result.current.send('one'))
  pass()
  act(() => result.current.send('two'))
  pass()
  expect(result.current.outbox).toMatchObject([{ status: 'refused' }, { status: 'refused' }])
  act(() => result.current.retry(result.current.outbox[0]?.commandId ?? ''))
  act(() => result.current.discard(result.current.outbox.at(-1)?.commandId ?? ''))
  pass()
  expect([result.current.outbox.length, result.current.queue.length]).toEqual([0, 1])
  const error = { code: 'no-model', message: 'The model is away.' }
  server.append(ref, { type: 'run.settled', run: 'r1', outcome: 'failed', error })
  pass()
  expect(result.current).toMatchObject({ status: 'idle', error })
})

function Counter({ id }: { id: string }) {
  const { messages, connection } = useAgent({ agent: 'triage', id })
  return <main data-connection={connection.status}>{messages.length}</main>
}

test('[C5] in StrictMode, after a remount and with another id there is one subscription and no leak', () => {
  const { wrapper, server, pass, client, clock } = createStage()
  const other = { agent: 'triage', id: 'other' }
  server.append(ref, ...answering)
  const { rerender, unmount } = render(
    <StrictMode>
      <Counter id="bug-7" />
    </StrictMode>,
    { wrapper },
  )
  pass()
  expect([server.received('subscribe').length, server.attempts()]).toEqual([1, 1])
  expect(screen.getByRole('main').textContent).toBe('2')
  rerender(
    <StrictMode>
      <Counter id="other" />
    </StrictMode>,
  )
  pass()
  expect(screen.getByRole('main').textContent).toBe('0')
  pass(6_000)
  expect(server.received('subscribe').map(frame => 'session' in frame && frame.session)).toEqual([ref, other])
  expect(server.received('unsubscribe')).toHaveLength(1)
  unmount()
  const again = render(<Counter id="other" />, { wrapper })
  pass(6_000)
  expect(server.received('subscribe')).toHaveLength(2)
  again.unmount()
  pass(6_000)
  expect([server.sockets().length, clock.pending(), client.connection.getSnapshot().status]).toEqual([
    0,
    0,
    'idle',
  ])
})
