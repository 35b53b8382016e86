import type { Event } from '@sluice/protocol'
import { useEvents, useUsage } from '@sluice/react'
import { createLog } from '@sluice/testkit'
import { act, renderHook } from '@testing-library/react'
import { expect, test } from 'vitest'
import { answering, createStage, delta, ref } from './support/createStage.tsx'

const usage = { inputTokens: 10, outputTokens: 5, cacheReadTokens: 1, cacheWriteTokens: 2, cost: 0.5 }
const answered: readonly Event[] = [
  { type: 'step.settled', step: 's1', outcome: 'completed', usage },
  { type: 'run.settled', run: 'r1', outcome: 'completed' },
]

test('[H1] events are filtered by type, family, place and number, and come as they happen', () => {
  const { wrapper, server, pass } = createStage()
  server.append(ref, ...answering, delta(0, 'Be'), delta(2, 'cause'))
  const offsets = server.log(ref).envelopes.map(({ offset }) => offset)
  const { result } = renderHook(
    () => ({
      all: useEvents(ref),
      deltas: useEvents(ref, { types: ['part.delta'] }),
      family: useEvents(ref, { types: ['message', 'run.settled'] }),
      later: useEvents(ref, { after: offsets.at(-2) ?? '' }),
      latest: useEvents(ref, { latest: 2 }),
    }),
    { wrapper },
  )
  expect(result.current.all.phase).toBe('connecting')
  pass()
  server.append(ref, ...answered)
  pass()
  const types = Object.fromEntries(
    Object.entries(result.current).map(([name, { envelopes }]) => [
      name,
      envelopes.map(({ event }) => event.type),
    ]),
  )
  expect(types).toEqual({
    all: [...answering, delta(0, ''), delta(0, ''), ...answered].map(({ type }) => type),
    deltas: ['part.delta', 'part.delta'],
    family: ['message.added', 'message.added', 'run.settled'],
    later: ['part.delta', 'step.settled', 'run.settled'],
    latest: ['step.settled', 'run.settled'],
  })
  expect([result.current.all.phase, server.received('subscribe').length]).toEqual(['live', 1])
})

test('[H1] a component is drawn again only for events that its filter lets through', () => {
  const { wrapper, server, pass } = createStage()
  server.append(ref, ...answering)
  let draws = 0
  const { result } = renderHook(
    () => {
      draws += 1
      return useEvents(ref, { types: ['run'] })
    },
    { wrapper },
  )
  pass()
  const before = draws
  const { envelopes } = result.current
  for (let at = 0; at < 20; at++) {
    server.append(ref, delta(at, 'x'))
    pass()
  }
  expect([draws, result.current.envelopes]).toEqual([before, envelopes])
  server.append(ref, ...answered)
  pass()
  expect([draws, result.current.envelopes.length]).toEqual([before + 1, 2])
})

test('[H1] another history takes the place of the first, it is never added to it', () => {
  const { wrapper, server, pass } = createStage()
  server.append(ref, ...answering)
  const { result } = renderHook(() => useEvents(ref), { wrapper })
  pass()
  act(() => server.goDown())
  const log = createLog({ mark: 'bbbbbbbb' })
  log.append(...answering.slice(0, 2))
  server.restore(ref, log)
  server.comeUp()
  pass(30_000)
  expect(result.current.envelopes).toEqual(log.envelopes)
})

test('[H2] what was used is summed over the whole log, and a delta does not draw it again', () => {
  const { wrapper, server, pass } = createStage()
  server.append(ref, ...answering)
  let draws = 0
  const { result } = renderHook(
    () => {
      draws += 1
      return useUsage(ref)
    },
    { wrapper },
  )
  pass()
  const before = draws
  server.append(ref, delta(0, 'Because'))
  pass()
  expect([draws, result.current.total.inputTokens, result.current.run]).toEqual([
    before,
    0,
    { ...usage, inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, cost: 0 },
  ])
  server.append(
    ref,
    { type: 'tool.called', call: 'c1', message: 'm2', tool: 'ask' },
    { type: 'tool.ready', call: 'c1', arguments: {} },
    { type: 'step.settled', step: 's1', outcome: 'completed', usage },
    { type: 'tool.started', call: 'c1', attempt: 1 },
    { type: 'subsession.opened', subsession: 'child', agent: 'reader', call: 'c1', depth: 1 },
    { type: 'subsession.settled', subsession: 'child', outcome: 'completed', usage },
  )
  pass()
  expect(result.current).toMatchObject({
    usage,
    subsessions: usage,
    total: { inputTokens: 20, outputTokens: 10, cacheReadTokens: 2, cacheWriteTokens: 4, cost: 1 },
    run: usage,
    runs: 0,
    messages: 2,
  })
})
