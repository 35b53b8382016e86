import type { Id, Json } from '@sluice/protocol'
import {
  SluiceProvider,
  useAgentState,
  useApprovals,
  useClient,
  useConnection,
  useMessage,
  useMessageIds,
  useOutbox,
  usePart,
  useQueue,
  useRun,
  useSession,
  useSessionStatus,
  useSessions,
  useToolCall,
  useView,
} from '@sluice/react'
import { act, render, renderHook } from '@testing-library/react'
import { Profiler } from 'react'
import { expect, test } from 'vitest'
import { answering, createStage, delta, ref } from './support/createStage.tsx'

interface Counted {
  readonly count: (name: string) => void
}

function Part({ id, count }: Counted & { id: Id }) {
  const part = usePart(ref, id)
  count(id)
  return <>{part?.kind === 'text' ? part.text : null}</>
}

function Message({ id, count }: Counted & { id: Id }) {
  const message = useMessage(ref, id)
  count(id)
  return message?.parts.map(slot => {
    const part = typeof slot === 'string' ? slot : slot.id
    return <Part key={part} id={part} count={count} />
  })
}

function Thread({ count }: Counted) {
  count('thread')
  return useMessageIds(ref).map(id => <Message key={id} id={id} count={count} />)
}

test('[C5] a delta renders the part that it extends and nothing else', () => {
  const { wrapper, server, pass } = createStage()
  server.append(ref, ...answering)
  const renders = new Map<string, number>()
  const count = (name: string) => void renders.set(name, (renders.get(name) ?? 0) + 1)
  let commits = 0
  const { container } = render(
    <Profiler
      id="thread"
      onRender={() => {
        commits += 1
      }}
    >
      <Thread count={count} />
    </Profiler>,
    { wrapper },
  )
  pass()
  const before = new Map(renders)
  const commitsBefore = commits
  for (let at = 0; at < 20; at++) {
    server.append(ref, delta(at, 'x'))
    pass(20)
  }
  expect(container.textContent).toBe(`Why?${'x'.repeat(20)}`)
  expect(Object.fromEntries(renders)).toEqual({
    ...Object.fromEntries(before),
    p2: (before.get('p2') ?? 0) + 20,
  })
  expect(commits - commitsBefore).toBe(20)
})

test('[C8] a selector of the state renders again only when what it selects is another value', () => {
  const { wrapper, server, pass } = createStage()
  server.append(ref, ...answering)
  let renders = 0
  const { result, rerender } = renderHook(
    () => {
      renders += 1
      return useAgentState(ref, state => ({ steps: (state as { plan?: Json[] }).plan ?? [] }))
    },
    { wrapper },
  )
  expect(result.current).toEqual({ steps: [] })
  pass()
  expect(result.current).toEqual({ steps: ['look'] })
  const [before, value] = [renders, result.current]
  server.append(ref, { type: 'state.patched', patch: [{ op: 'replace', path: '/done', value: 1 }] })
  pass()
  expect([renders, result.current]).toEqual([before, value])
  rerender()
  expect(result.current).toBe(value)
  server.append(ref, { type: 'state.patched', patch: [{ op: 'add', path: '/plan/-', value: 'fix' }] })
  pass()
  expect(result.current).toEqual({ steps: ['look', 'fix'] })
})

test('[C5] each hook reads its own thing', () => {
  const { wrapper, server, pass } = createStage()
  server.append(ref, ...answering, { type: 'tool.called', call: 'c1', message: 'm2', tool: 'edit' })
  const { result } = renderHook(
    () => ({
      state: useAgentState(ref),
      approvals: useApprovals(ref),
      connection: useConnection(),
      outbox: useOutbox(ref),
      queue: useQueue(ref),
      run: useRun(ref),
      status: useSessionStatus(ref),
      call: useToolCall(ref, 'c1'),
      text: useToolCall(ref, 'p2'),
      view: useView(ref),
      store: useSession(ref),
      client: useClient(),
    }),
    { wrapper },
  )
  pass()
  const { view, store, client, ...rest } = result.current
  expect(view).toEqual(server.log(ref).view)
  expect(store).toBe(client.session(ref))
  expect(rest).toMatchObject({
    state: { plan: ['look'], done: 0 },
    approvals: [],
    connection: { status: 'online', principal: 'ann' },
    outbox: [],
    queue: [],
    run: { id: 'r1', status: 'open' },
    status: { phase: 'live', writer: true, error: null },
    call: { tool: 'edit', status: 'called' },
    text: null,
  })
})

test('[S13] the directory follows its filter, however often that is written anew', () => {
  const { wrapper, server, pass } = createStage()
  const { result, rerender } = renderHook(({ search }) => useSessions({ agent: 'triage', search }), {
    wrapper,
    initialProps: { search: 'a' },
  })
  pass()
  rerender({ search: 'a' })
  pass()
  expect(server.received('subscribe')).toHaveLength(1)
  const row = {
    agent: 'triage',
    id: 'bug-7',
    owner: 'ann',
    title: 'a bug',
    createdAt: 1,
    updatedAt: 2,
    offset: '0000000000000001_aaaaaaaa',
    status: 'idle',
    approvals: 0,
    runs: 1,
    messages: 2,
    inputTokens: 3,
    outputTokens: 4,
    cost: 0,
  } as const
  server.sockets()[0]?.push({ type: 'rows', channel: 1, version: 1, rows: [row], gone: [] })
  pass()
  expect(result.current).toEqual({ rows: [row], status: 'live', error: null })
  rerender({ search: 'b' })
  pass()
  expect(server.received('subscribe').map(frame => 'filter' in frame && frame.filter.search)).toEqual([
    'a',
    'b',
  ])
})

test('[C5] without a provider a hook says what is missing', () => {
  expect(() => renderHook(() => useClient())).toThrow('There is no SluiceProvider above this component')
})

test('[C1] a provider that makes its own client connects to nothing before a hook needs it', () => {
  const { result } = renderHook(() => useClient().connection.getSnapshot(), {
    wrapper: ({ children }) => <SluiceProvider url="https://agents.example.com">{children}</SluiceProvider>,
  })
  expect(result.current.status).toBe('idle')
  act(() => {})
})
