import { emptyView, fold, type View } from '@sluice/fold'
import type { Event, UsageRow } from '@sluice/protocol'
import { createLog } from '@sluice/testkit'
import { expect, test } from 'vitest'
import { commandsFor } from '../src/sessions/commandsFor.ts'
import { sinceOf, usageChart } from '../src/usage/usageChart.ts'

const HOUR = 3_600_000
const NOON = Date.UTC(2026, 10, 27, 12)

const row = (name: string, at: number, more: Partial<UsageRow> = {}): UsageRow => ({
  ...{ at, agent: 'triage', kind: 'model', name, calls: 1, failed: 0 },
  ...{ inputTokens: 100, outputTokens: 10, cost: 0.5, durationMs: 2000 },
  ...more,
})

test('[D11] usage is drawn in columns that a person can name, those that used most first', () => {
  const rows = [
    row('small', NOON - 2 * HOUR),
    row('big', NOON - 2 * HOUR, { cost: 2 }),
    row('big', NOON, { cost: 1, failed: 1 }),
    row('grep', NOON, { kind: 'tool', cost: 0, inputTokens: 0, outputTokens: 0, durationMs: 9000 }),
  ]
  const chart = usageChart(rows, { by: 'model', measure: 'cost', range: 'day' }, NOON + 60_000)
  expect([chart.columnMs, chart.columns.length, chart.columns.at(-1)]).toEqual([HOUR, 25, NOON])
  expect(chart.lines.map(({ name, total, failed }) => [name, total, failed])).toEqual([
    ['big', 3, 1],
    ['small', 0.5, 0],
  ])
  expect(chart.lines[0]?.values.slice(-3)).toEqual([2, 0, 1])
  expect([chart.most, chart.all.total, chart.all.calls]).toEqual([2.5, 3.5, 3])
  const byTool = usageChart(rows, { by: 'tool', measure: 'time', range: 'week' }, NOON)
  expect(byTool.lines.map(({ name, total }) => [name, total])).toEqual([['grep', 9000]])
  expect(byTool.columnMs).toBe(6 * HOUR)
  const byAgent = usageChart(rows, { by: 'agent', measure: 'calls', range: 'all' }, NOON)
  expect(byAgent.lines.map(({ name, total }) => [name, total])).toEqual([['triage', 4]])
})

test('[D11] more lines than colours are told apart become one, and nothing is lost of the sum', () => {
  const rows = Array.from({ length: 12 }, (_, index) => row(`m${index}`, NOON, { cost: 12 - index }))
  const { lines, all } = usageChart(rows, { by: 'model', measure: 'cost', range: 'day' }, NOON)
  expect(lines.map(({ name }) => name)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', ''])
  expect(lines.reduce((sum, { total }) => sum + total, 0)).toBe(all.total)
  expect(usageChart([], { by: 'model', measure: 'cost', range: 'all' }, NOON)).toMatchObject({
    lines: [],
    most: 0,
  })
})

test('[D11] the server is asked for whole hours, so that the question is the same within one', () => {
  expect(sinceOf('day', NOON + 5)).toBe(NOON - 24 * HOUR)
  expect(sinceOf('all', NOON)).toBe(1)
})

const viewOf = (...events: readonly Event[]): View => {
  const log = createLog()
  log.append(...events)
  return fold(emptyView, log.envelopes)
}

test('[D10] stopping stops the open run, and running again answers the last message where no run is going', () => {
  const asked: readonly Event[] = [
    { type: 'session.created', agent: 'triage', owner: 'ann' },
    {
      type: 'message.added',
      message: 'q1',
      role: 'user',
      after: null,
      parts: [{ part: 'p1', kind: 'text', text: 'Why?' }],
    },
    { type: 'run.started', run: 'r1', trigger: 'q1' },
  ]
  const running = viewOf(...asked)
  expect(commandsFor('stop', running)).toEqual([{ type: 'run.stop', run: 'r1' }])
  expect(commandsFor('retry', running)).toEqual([])
  const failed = viewOf(...asked, {
    type: 'run.settled',
    run: 'r1',
    outcome: 'failed',
    error: { code: 'model-failed', message: 'No.' },
  })
  expect(commandsFor('stop', failed)).toEqual([])
  expect(commandsFor('retry', failed)).toEqual([{ type: 'message.retry', message: 'q1' }])
  expect(commandsFor('retry', emptyView)).toEqual([])
})
