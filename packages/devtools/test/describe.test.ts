// @vitest-environment node
import { emptyView, fold } from '@sluice/fold'
import { type AnyEvent, eventSchemas } from '@sluice/protocol'
import { expect, test } from 'vitest'
import { blobsIn } from '../src/event/blobsIn.ts'
import { describeEvent } from '../src/log/describeEvent.ts'
import { subjectOf } from '../src/log/subjectOf.ts'
import { describeSession } from '../src/sessions/describeSession.ts'
import { english } from '../src/text/english.ts'
import { formatAgo, formatCost, formatOffsetForEye, oneLine } from '../src/text/format.ts'
import { longLog } from './longLog.ts'

test('[E1] an event is one line in plain words', () => {
  const lines: [AnyEvent, string][] = [
    [{ type: 'part.delta', part: 'p', from: 0, text: 'two\nlines' } as AnyEvent, '“two⏎lines”'],
    [
      {
        type: 'tool.settled',
        call: 'c',
        outcome: 'failed',
        error: { code: 'x', message: 'No such file' },
      } as AnyEvent,
      'c · failed · No such file',
    ],
    [{ type: 'approval.requested', approval: 'a', run: 'r', question: 'Write it?' } as AnyEvent, 'Write it?'],
    [{ type: 'state.patched', patch: [{ op: 'add', path: '/plan/0', value: 1 }] } as AnyEvent, 'add /plan/0'],
    [{ type: 'robot.danced', steps: 3 } as AnyEvent, '{"steps":3}'],
  ]
  for (const [event, text] of lines) expect(describeEvent(event).text).toBe(text)
})

test('[F3] no event makes it throw: unknown, malformed, hostile', () => {
  const types = [...Object.keys(eventSchemas), 'constructor', '__proto__', 'toString', 'x', '.']
  for (const type of types) {
    for (const fields of [{}, { patch: 1 }, JSON.parse('{"__proto__":1,"part":{"x":[]}}')]) {
      const event = Object.assign(Object.create(null), { type, ...fields }) as AnyEvent
      expect(typeof describeEvent(event).text).toBe('string')
      expect(Array.isArray(blobsIn(event))).toBe(true)
      subjectOf(event, emptyView, emptyView)
    }
  }
  expect(describeEvent({ type: 'part.delta' }).tone).toBe('bad')
})

test('[E3] every type that this version knows has a line of its own', () => {
  const log = longLog(100)
  const types = new Set(log.map(({ event }) => event.type))
  for (const { event } of log) expect(describeEvent(event).text, event.type).not.toMatch(/^malformed/)
  expect(types.size).toBeGreaterThan(8)
})

test('[C9] an event leads to the message that it is about, also the one that settles it', () => {
  const log = longLog(60)
  let view = emptyView
  for (const envelope of log) {
    const next = fold(view, [envelope])
    const { type } = envelope.event
    const expected = type === 'message.added' ? /^[qa]0$/ : /^a0$/
    if (/^(part|tool|message)\./.test(type) && next.totals.runs === 0)
      expect(subjectOf(envelope.event, view, next), type).toMatch(expected)
    view = next
  }
})

test('[E7 E8] the blobs that an event names are found, and nothing else is taken for one', () => {
  const blob = { blob: 'a'.repeat(64), bytes: 12, mediaType: 'application/json' }
  expect(blobsIn({ type: 'step.started', step: 's', context: blob } as AnyEvent)).toEqual([
    { field: 'context', blob },
  ])
  expect(blobsIn({ type: 'tool.settled', output: { file: blob } } as AnyEvent)).toEqual([
    { field: 'output', blob },
  ])
  expect(blobsIn({ type: 'tool.settled', output: { file: { ...blob, blob: 'no' } } } as AnyEvent)).toEqual([])
})

test('[S13] a session says in plain words what it does and for whom it waits', () => {
  const row = {
    agent: 'triage',
    id: 's',
    owner: 'ann',
    title: '',
    createdAt: 0,
    updatedAt: 0,
    offset: '0000000000000001_aaaaaaaa',
    status: 'idle' as const,
    approvals: 0,
    runs: 0,
    messages: 0,
    inputTokens: 0,
    outputTokens: 0,
    cost: 0,
  }
  const say = (
    change: Partial<Omit<typeof row, 'status'>> & { status?: 'idle' | 'running' | 'waiting' | 'failed' },
  ) => describeSession({ ...row, ...change }, english)
  expect([
    say({}),
    say({ runs: 2 }),
    say({ status: 'running' }),
    say({ status: 'waiting', approvals: 1 }),
    say({ status: 'waiting', approvals: 3 }),
    say({ status: 'failed' }),
  ]).toEqual([
    'Not started',
    'Idle',
    'Running',
    'Waiting for 1 approval',
    'Waiting for 3 approvals',
    'Last run failed',
  ])
})

test('[F3] text from outside is one line without control characters or changes of direction', () => {
  expect(oneLine('a\r\nb\u0000\u202ec\u2066d')).toBe('a⏎b c d')
  expect(oneLine('👩‍💻')).toBe('👩‍💻')
  expect(oneLine('x'.repeat(1000))).toHaveLength(241)
  expect(formatOffsetForEye('0000000000000812_ab12cd34')).toEqual({ sequence: '812', mark: 'ab12cd34' })
  expect(formatOffsetForEye('0000000000000000_ab12cd34').sequence).toBe('0')
  expect(formatAgo(5_000, 4_000)).toBe('just now')
  expect(formatCost(0)).toBe('$0.00')
})
