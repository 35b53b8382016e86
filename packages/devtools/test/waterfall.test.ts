import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { barOf, pan, wholeWindow, windowBetween, zoom } from '../src/waterfall/barOf.ts'
import { createSpans } from '../src/waterfall/createSpans.ts'
import { busyTimes, createTimeScale } from '../src/waterfall/createTimeScale.ts'
import { flattenSpans } from '../src/waterfall/flattenSpans.ts'
import type { Span } from '../src/waterfall/Span.ts'
import { logOf, type TestEvent } from './logOf.ts'
import { longLog } from './longLog.ts'

const text = { part: 'p1', kind: 'text', text: 'Hi' }
const run: readonly TestEvent[] = [
  { type: 'session.created', when: 0, agent: 'triage', owner: 'ann' },
  { type: 'message.queued', when: 100, message: 'q1', mode: 'queue', parts: [text] },
  { type: 'message.added', when: 150, message: 'q1', role: 'user', after: null },
  { type: 'run.started', when: 160, run: 'r1', trigger: 'q1' },
  { type: 'step.started', when: 200, step: 's1', run: 'r1', kind: 'model', model: 'faux' },
  { type: 'step.delayed', when: 250, step: 's1', attempt: 1, until: 400, error: { code: 'x', message: 'y' } },
  { type: 'message.added', when: 450, message: 'm1', role: 'assistant', after: 'q1', run: 'r1', step: 's1' },
  { type: 'part.added', when: 460, message: 'm1', part: 't1', kind: 'text' },
  { type: 'part.delta', when: 470, part: 't1', from: 0, text: 'Hello' },
  { type: 'tool.called', when: 500, call: 'c1', message: 'm1', tool: 'edit' },
  { type: 'tool.ready', when: 520, call: 'c1', arguments: {} },
  { type: 'step.settled', when: 530, step: 's1', outcome: 'completed' },
  { type: 'step.started', when: 530, step: 's2', run: 'r1', kind: 'tools' },
  { type: 'approval.requested', when: 540, approval: 'a1', run: 'r1', call: 'c1', question: 'Edit?' },
  { type: 'approval.decided', when: 9_540, approval: 'a1', decision: 'approved' },
  { type: 'tool.started', when: 9_550, call: 'c1', attempt: 1 },
  { type: 'subsession.opened', when: 9_560, subsession: 'child', agent: 'helper', call: 'c1', depth: 1 },
  { type: 'subsession.settled', when: 9_600, subsession: 'child', outcome: 'completed' },
  { type: 'tool.settled', when: 9_650, call: 'c1', outcome: 'completed' },
]

const spansOf = (...events: readonly TestEvent[]) => {
  const log = logOf(...events)
  const spans = createSpans(log)
  spans.extend(log.length)
  return spans
}
const rowsOf = (spans: ReturnType<typeof createSpans>) => flattenSpans(spans.roots, new Set())
const brief = ({ kind, name, depth, start, end, status, segments }: Span) => ({
  span: `${' '.repeat(depth)}${kind} ${name} ${start}–${end} ${status}`,
  segments: segments.map(({ kind, start, end }) => `${kind} ${start}–${end}`),
})

test('[D3] a run has its model calls, tools and subsessions below it, each in segments', () => {
  expect(rowsOf(spansOf(...run)).map(brief)).toEqual([
    { span: 'run Run 1 100–null open', segments: ['queued 100–160'] },
    {
      span: ' model faux 200–530 completed',
      segments: ['request 200–250', 'back-off 250–400', 'request 400–460', 'model 460–530'],
    },
    {
      span: '  tool edit 500–9650 completed',
      segments: ['model 500–520', 'queued 520–540', 'waiting 540–9540', 'queued 9540–9550', 'tool 9550–9650'],
    },
    { span: '   subsession helper 9560–9600 completed', segments: ['tool 9560–9600'] },
  ])
  expect(rowsOf(spansOf(...run))[1]?.firstToken).toBe(460)
})

test('[D3] what a run leaves open is closed with it, and what nobody worked on is shown as lost', () => {
  const rows = rowsOf(
    spansOf(
      ...run.slice(0, 10),
      { type: 'run.recovered', when: 4_000, run: 'r1', attempt: 1, reason: 'a crash' },
      { type: 'step.started', when: 4_010, step: 's3', run: 'r1', kind: 'model', model: 'faux' },
      { type: 'run.settled', when: 4_500, run: 'r1', outcome: 'stopped' },
    ),
  )
  expect(rows.map(brief)).toEqual([
    { span: 'run Run 1 100–4500 stopped', segments: ['queued 100–160', 'lost 500–4000'] },
    {
      span: ' model faux 200–500 interrupted',
      segments: ['request 200–250', 'back-off 250–400', 'request 400–460', 'model 460–500'],
    },
    { span: '  tool edit 500–4500 stopped', segments: ['model 500–4500'] },
    { span: ' model faux 4010–4500 stopped', segments: ['request 4010–4500'] },
  ])
  expect(rows[0]?.recoveries).toBe(1)
})

test('[D3] an event belongs to the span that it is about', () => {
  const spans = spansOf(...run)
  const named = (position: number) => spans.spanAt(position)?.name ?? null
  expect([0, 3, 4, 8, 9, 12, 14, 16, 18].map(named)).toEqual([
    null,
    'Run 1',
    'faux',
    'faux',
    'edit',
    'Run 1',
    'edit',
    'helper',
    'edit',
  ])
})

test('[D3] a fiber is a span of its own or of its run', () => {
  const rows = rowsOf(
    spansOf(
      { type: 'fiber.started', when: 10, fiber: 'f1', name: 'digest' },
      { type: 'fiber.recovered', when: 50, fiber: 'f1', attempt: 1, reason: 'a crash' },
      { type: 'fiber.settled', when: 70, fiber: 'f1', outcome: 'failed' },
    ),
  )
  expect(rows.map(brief)).toEqual([
    { span: 'fiber digest 10–70 failed', segments: ['tool 10–10', 'lost 10–50', 'tool 50–70'].slice(1) },
  ])
})

test('[D3] a step of a workflow is what a fiber did up to a stash, with its attempts, its sleep and what was lost', () => {
  const spans = spansOf(
    { type: 'session.created', when: 0, agent: 'triage', owner: 'ann' },
    { type: 'fiber.started', when: 10, fiber: 'f1', name: 'import' },
    { type: 'fiber.stashed', when: 40, fiber: 'f1', snapshot: { json: 1 } },
    { type: 'timer.scheduled', when: 50, timer: 't1', at: 90, name: 'sleep', fiber: 'f1' },
    { type: 'timer.fired', when: 90, timer: 't1' },
    { type: 'fiber.recovered', when: 140, fiber: 'f1', attempt: 1, reason: 'a crash' },
    { type: 'fiber.stashed', when: 160, fiber: 'f1', snapshot: { json: 2 } },
    { type: 'fiber.settled', when: 170, fiber: 'f1', outcome: 'completed' },
  )
  const lost = ['tool 40–50', 'sleeping 50–90', 'lost 90–140', 'tool 140–160']
  expect(rowsOf(spans).map(brief)).toEqual([
    {
      span: 'fiber import 10–170 completed',
      segments: ['tool 10–50', 'sleeping 50–90', 'lost 90–140', 'tool 140–170'],
    },
    { span: ' step Step 1 10–40 completed', segments: ['tool 10–40'] },
    { span: ' step Step 2 40–160 completed', segments: lost },
  ])
  expect(rowsOf(spans).map(({ recoveries }) => recoveries)).toEqual([1, 0, 1])
  expect([2, 6].map(position => spans.spanAt(position)?.name)).toEqual(['Step 1', 'Step 2'])
  expect(rowsOf(spans).map(({ position }) => position)).toEqual([1, 2, 6])
})

test('[D3] a timer sleeps until it fires, its handler is below it, and a fiber that sleeps says so', () => {
  const rows = rowsOf(
    spansOf(
      { type: 'timer.scheduled', when: 10, timer: 't1', at: 100, name: 'daily', cron: '0 0 * * *' },
      { type: 'timer.fired', when: 100, timer: 't1', at: 200 },
      { type: 'fiber.started', when: 100, fiber: 'f1', name: 'daily', timer: 't1' },
      { type: 'timer.scheduled', when: 120, timer: 't2', at: 150, name: 'sleep', fiber: 'f1' },
      { type: 'timer.fired', when: 150, timer: 't2' },
      { type: 'fiber.settled', when: 160, fiber: 'f1', outcome: 'completed' },
      { type: 'timer.cancelled', when: 180, timer: 't1' },
    ),
  )
  expect(rows.map(brief)).toEqual([
    { span: 'timer daily 10–180 cancelled', segments: ['sleeping 10–100', 'sleeping 100–180'] },
    {
      span: ' fiber daily 100–160 completed',
      segments: ['tool 100–120', 'sleeping 120–150', 'tool 150–160'],
    },
  ])
})

test('[D3] the spans are the same however the log comes in, and malformed events are passed over', () => {
  const log = longLog(2_000)
  const hostile: TestEvent[] = [
    { type: 'tool.called', call: 7 },
    { type: 'constructor' },
    { type: 'run.settled' },
  ]
  const events = [...log.map(({ event }) => ({ ...event })), ...hostile]
  const whole = rowsOf(spansOf(...events)).map(brief)
  const bits = logOf(...events)
  const spans = createSpans(bits)
  for (let count = 0; count < bits.length; count += 7) spans.extend(count)
  spans.extend(bits.length)
  expect(rowsOf(spans).map(brief)).toEqual(whole)
})

test('[D3] 30,000 spans are made, scaled and laid out in one go, and only those in sight have bars', () => {
  const events = Array.from({ length: 15_000 }, (_, index) => [
    { type: 'run.started', run: `r${index}` },
    { type: 'step.started', step: `s${index}`, run: `r${index}`, kind: 'model' },
    { type: 'step.settled', step: `s${index}`, outcome: 'completed' },
    { type: 'run.settled', run: `r${index}`, outcome: 'completed' },
  ]).flat()
  const spans = spansOf(...events)
  expect(spans.size()).toBe(30_000)
  expect(rowsOf(spans)).toHaveLength(30_000)
  const { first, last } = spans.times()
  const scale = createTimeScale(first, last, busyTimes(spans.roots, last))
  expect(barOf(rowsOf(spans).at(-1) as Span, scale, wholeWindow, last).start).toBeGreaterThan(0.99)
})

describe('the scale', () => {
  test('[D3] idle stretches are short where that is asked for, and work keeps its proportions', () => {
    const even = createTimeScale(0, 1_000, null)
    expect([even.placeOf(250), even.timeAt(0.25), even.gaps]).toEqual([0.25, 250, []])
    const short = createTimeScale(0, 10_000, [
      [0, 100],
      [9_900, 10_000],
    ])
    expect(short.gaps.map(({ durationMs }) => durationMs)).toEqual([9_800])
    expect(short.placeOf(100)).toBeGreaterThan(0.48)
    expect(short.placeOf(50) * 2).toBeCloseTo(short.placeOf(100))
    expect(short.timeAt(short.placeOf(5_000))).toBeCloseTo(5_000)
  })

  test('[D3] waiting for a person is idle, a tool is not', () => {
    expect(busyTimes(spansOf(...run).roots, 9_650)).toEqual(
      [
        [200, 250],
        [400, 520],
        [460, 530],
        [9_550, 9_650],
      ].reduce<number[][]>((merged, [start = 0, end = 0]) => {
        const last = merged.at(-1)
        if (last !== undefined && start <= (last[1] ?? 0)) last[1] = Math.max(last[1] ?? 0, end)
        else merged.push([start, end])
        return merged
      }, []),
    )
  })

  test('[D3] places and times are each other’s inverse, and never go back', () => {
    const stretches = fc.array(fc.tuple(fc.nat(1_000), fc.integer({ min: 1, max: 1_000 })), { maxLength: 12 })
    fc.assert(
      fc.property(stretches, fc.double({ min: 0, max: 1, noNaN: true }), (lengths, share) => {
        let at = 0
        const busy = lengths.map(([idle, work]) => {
          const start = at + idle
          at = start + work
          return [start, at] as const
        })
        const scale = createTimeScale(0, at + 500, busy)
        const time = share * (at + 500)
        expect(scale.timeAt(scale.placeOf(time))).toBeCloseTo(time, 3)
        expect(scale.placeOf(time)).toBeLessThanOrEqual(scale.placeOf(time + 10) + 1e-9)
        expect(scale.placeOf(0)).toBe(0)
        expect(scale.placeOf(at + 500)).toBeCloseTo(1)
      }),
    )
  })
})

describe('the window', () => {
  test('[D3] a zoom keeps what is under it, stays in the whole, and comes back', () => {
    const near = zoom(wholeWindow, 0.5, 0.25)
    expect(near).toEqual({ from: 0.125, to: 0.625 })
    expect(zoom(near, 2, 0.25)).toEqual(wholeWindow)
    expect(zoom(wholeWindow, 4, 0.5)).toEqual(wholeWindow)
    expect(pan(near, 10)).toEqual({ from: 0.5, to: 1 })
    expect(windowBetween(0.75, 0.25)).toEqual({ from: 0.25, to: 0.75 })
    expect(windowBetween(0.5, 0.5)).toEqual(wholeWindow)
  })

  test('[D3] a deep zoom makes no bar wider than what is in sight', () => {
    const [root] = spansOf(...run).roots
    const bar = barOf(root as Span, createTimeScale(0, 9_650, null), { from: 0.5, to: 0.500_01 }, 9_650)
    expect(bar.start).toBe(-0.1)
    expect(bar.width).toBeCloseTo(1.2)
  })
})
