import { emptyView, fold } from '@sluice/fold'
import type { Json } from '@sluice/protocol'
import { expect, test } from 'vitest'
import { alignSteps } from '../src/compare/alignSteps.ts'
import { stepsOf } from '../src/compare/stepsOf.ts'
import { changeableIn } from '../src/fork/changeable.ts'
import { forkCommand } from '../src/fork/forkCommand.ts'
import { forkEffects } from '../src/fork/forkEffects.ts'
import { logOf, type TestEvent } from './logOf.ts'

const said = (message: string, after: string | null, text: string): TestEvent => ({
  ...{ type: 'message.added', message, role: 'user', after },
  parts: [{ part: `${message}-text`, kind: 'text', text }],
})
const call = (id: string, message: string, tool: string, given: Json): readonly TestEvent[] => [
  { type: 'tool.called', call: id, message, tool },
  { type: 'part.delta', part: id, from: 0, text: JSON.stringify(given) },
  { type: 'tool.ready', call: id },
]
const ended = (id: string, json: Json): TestEvent => ({
  ...{ type: 'tool.settled', call: id, outcome: 'completed' },
  output: { json },
})
const step = (
  id: string,
  message: string,
  after: string,
  ...calls: readonly TestEvent[]
): readonly TestEvent[] => [
  { type: 'step.started', step: id, run: 'r1', kind: 'model', model: 'acme/small' },
  { type: 'message.added', message, role: 'assistant', after, run: 'r1', step: id },
  ...calls,
  { type: 'step.settled', step: id, outcome: 'completed' },
]
const events: readonly TestEvent[] = [
  { type: 'session.created', agent: 'triage', owner: 'ann', state: { n: 1 } },
  said('q1', null, 'Fix it.'),
  { type: 'run.started', run: 'r1', trigger: 'q1' },
  ...step(
    's1',
    'm1',
    'q1',
    ...call('c1', 'm1', 'read', { path: 'a' }),
    ...call('c2', 'm1', 'pay', { sum: 3 }),
  ),
  { type: 'step.started', step: 't1', run: 'r1', kind: 'tools' },
  ended('c1', 'contents'),
  { type: 'approval.requested', approval: 'a1', run: 'r1', call: 'c2', question: 'Pay?' },
  { type: 'approval.decided', approval: 'a1', decision: 'approved' },
  ended('c2', 'paid'),
  { type: 'step.settled', step: 't1', outcome: 'completed' },
  ...step('s2', 'm2', 'm1', ...call('c3', 'm2', 'write', { path: 'a' })),
]
const log = logOf(...events)
const asked = events.findIndex(({ type }) => type === 'approval.requested')
const paid = events.findIndex(event => event.type === 'tool.settled' && event.call === 'c2')

const effects = (cut: number, change: Partial<Parameters<typeof forkEffects>[1]> = {}) => {
  const view = fold(emptyView, log.slice(0, cut + 1))
  return forkEffects(
    { envelopes: log, count: log.length, cut, view },
    { message: null, call: null, isRun: true, ...change },
  )
}
const brief = (...given: Parameters<typeof effects>) =>
  effects(...given).calls.map(({ tool, effect }) => `${tool} ${effect}`)

test('[D7] before a fork is made, each call is known to be answered from the log, closed, or able to run again', () => {
  expect(brief(asked)).toEqual(['read answered', 'pay cut', 'write later'])
  expect(effects(asked).dropped).toMatchObject({ approvals: 1, queued: 0, timers: 0, fibers: 0 })
  expect(brief(paid)).toEqual(['read answered', 'pay answered', 'write later'])
  expect(brief(paid, { isRun: false })).toEqual(['read answered', 'pay answered'])
  expect(brief(paid, { call: 'c2' })).toEqual(['read answered', 'pay changed', 'write later'])
  expect(effects(paid).calls[1]?.arguments).toEqual({ sum: 3 })
  expect(brief(paid, { message: 'q1' })).toEqual(['read again', 'pay again', 'write later'])
})

test('[D7] what can be otherwise in a fork is what people said, and the outputs that no model was told', () => {
  const view = fold(emptyView, log.slice(0, paid + 1))
  const { messages, calls } = changeableIn(view)
  expect(messages).toEqual([{ message: 'q1', text: 'Fix it.' }])
  expect(calls.map(({ id }) => id)).toEqual(['c1', 'c2'])
})

test('[D7][S14] the command of a fork has what was changed and nothing else', () => {
  const form = {
    id: 'x',
    message: '',
    text: '',
    call: '',
    output: '',
    state: null as string | null,
    model: ' ',
    goOn: true,
  }
  const from = { agent: 'triage', id: 'bug-7' }
  const made = (change: Partial<typeof form> = {}) =>
    forkCommand(from, log[3]?.offset ?? '', { ...form, ...change })
  const bare = { type: 'session.fork', from, at: log[3]?.offset }
  expect(made()).toEqual({ ok: true, value: { ...bare, goOn: true } })
  expect(made({ goOn: false, model: 'acme/large' })).toEqual({
    ok: true,
    value: { ...bare, model: 'acme/large' },
  })
  expect(made({ message: 'q1', text: 'Explain it.' })).toEqual({
    ok: true,
    value: { ...bare, message: { message: 'q1', parts: [{ kind: 'text', text: 'Explain it.' }] } },
  })
  expect(made({ call: 'c2', output: '{"paid":4}', state: '{"n":2}' })).toEqual({
    ok: true,
    value: {
      ...bare,
      call: { call: 'c2', output: { json: { paid: 4 } } },
      patch: [{ op: 'replace', path: '', value: { n: 2 } }],
      goOn: true,
    },
  })
  expect(made({ call: 'c2', output: '{' })).toMatchObject({
    ok: false,
    reason: expect.stringContaining('output'),
  })
})

test('[D8] the steps of two sessions stand beside each other, what is the same in one line and what differs in pairs', () => {
  const other = logOf(
    ...events.slice(0, paid),
    ended('c2', 'refused'),
    { type: 'step.settled', step: 't1', outcome: 'completed' },
    ...step('s2', 'm2', 'm1', ...call('c3', 'm2', 'write', { path: 'a' })),
    ...step('s3', 'm3', 'm2', ...call('c4', 'm3', 'tell', {})),
    { type: 'tool.called', call: 4 } as never,
  )
  const pairs = alignSteps(stepsOf(log, log.length), stepsOf(other, other.length))
  const tools = (row: { calls: readonly { tool: string }[] } | null) =>
    row === null ? null : row.calls.map(({ tool }) => tool).join(' ')
  expect(pairs.map(({ left, right, isSame }) => [tools(left), tools(right), isSame])).toEqual([
    ['', '', true],
    ['read pay', 'read pay', false],
    ['write', 'write', true],
    [null, 'tell', false],
  ])
  expect(pairs[1]?.left?.calls[1]?.output).toBe('paid')
  expect(pairs[1]?.right?.calls[1]?.output).toBe('refused')
})

test('[D8] of a session with branches the one that is drawn is compared', () => {
  const branched = logOf(...events, said('q2', null, 'Explain it.'), ...step('s9', 'm9', 'q2'))
  const texts = (log: typeof branched) => stepsOf(log, log.length).map(({ message }) => message)
  expect(texts(branched)).toEqual(['q2', 'm9'])
  expect(texts(logOf(...events, { type: 'message.chosen', message: 'm2' }))).toEqual(['q1', 'm1', 'm2'])
})
