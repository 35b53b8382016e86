import type { TestPage } from '@sluice/testkit/react'
import { act } from '@testing-library/react'
import { expect, test } from 'vitest'
import { TimelineView, timelineOf } from '../../src/index.ts'
import { openPage, session } from '../support/openPage.tsx'
import { ask, begin, call, end, recover, say, settle, write } from '../support/tell.ts'

const log = (page: TestPage) => page.server.log(session)
const runOf = (page: TestPage) => Object.values(log(page).view.open.runs)[0]

/** Each event takes a millisecond of a test's clock, which says nothing here. */
const about = (ms: number) => Math.round(ms / 100) * 100

/** The lines of the open run, with times from its beginning. */
function lines(page: TestPage, now = log(page).view.at) {
  const { view } = log(page)
  const run = runOf(page) ?? view.settled.flat().findLast(entry => entry.kind === 'run')
  if (run?.kind !== 'run') throw new Error('There is no run.')
  const { from, to, bars } = timelineOf(view, run, now)
  return {
    length: about(to - from),
    bars: bars.map(({ id, status, segments }) => [
      id,
      status,
      ...segments.map(segment => [segment.activity, about(segment.from - from), about(segment.to - from)]),
    ]),
  }
}

const working = (page: TestPage) => {
  say(page)
  log(page).wait(1_000)
  begin(page, 'm1')
  log(page).wait(2_000)
  call(page, 'm1', 'c1')
}

test('a tool call is a line of its own: how long it waited, and how long its code ran', () => {
  const page = openPage(null, working)
  log(page).wait(500)
  page.server.append(session, { type: 'tool.started', call: 'c1', attempt: 1 })
  log(page).wait(4_000)
  page.server.append(session, { type: 'tool.settled', call: 'c1', outcome: 'completed', output: { json: 1 } })
  const { bars } = lines(page)
  expect(bars).toEqual([
    ['m1', 'open', ['model', 1_000, expect.any(Number)]],
    ['c1', 'completed', ['queued', 3_000, 3_500], ['tool', 3_500, 7_500]],
  ])
})

test('what is open ends now, and a clock that is behind ends nothing before it began', () => {
  const page = openPage(null, working)
  page.server.append(session, { type: 'tool.started', call: 'c1', attempt: 1 })
  const { at } = log(page).view
  expect(lines(page, at + 5_000).bars[1]).toEqual([
    'c1',
    'running',
    ['queued', 3_000, 3_000],
    ['tool', 3_000, 8_000],
  ])
  expect(lines(page, 0).bars[1]).toEqual(['c1', 'running', ['queued', 3_000, 3_000], ['tool', 3_000, 3_000]])
})

test('a call that needs an approval waits for a person, not for its start', () => {
  const page = openPage(null, prepared => {
    working(prepared)
    ask(prepared, 'a1', 'c1')
  })
  expect(lines(page, log(page).view.at + 9_000).bars[1]).toEqual([
    'c1',
    'awaiting-approval',
    ['approval', 3_000, 12_000],
  ])
})

test('a model call that waits to be made again reaches to when it is', () => {
  const page = openPage(null, prepared => {
    say(prepared)
    const error = { code: 'overloaded', message: 'Too much.' }
    const { view } = log(prepared)
    prepared.server.append(
      session,
      { type: 'step.started', step: 's1', run: runOf(prepared)?.id ?? '', kind: 'model', model: 'sonnet' },
      { type: 'step.delayed', step: 's1', attempt: 3, until: view.at + 12_000, error },
    )
  })
  expect(lines(page)).toEqual({ length: 12_000, bars: [['s1', 'delayed', ['delayed', 0, 12_000]]] })
})

test('[R1] a recovered run shows what was cut off and what said it again, and says so', () => {
  const page = openPage(<TimelineView />, prepared => {
    say(prepared)
    begin(prepared, 'm1')
    write(prepared, 'm1', 't1', 'Hel')
    log(prepared).wait(3_000)
    recover(prepared)
    log(prepared).wait(1_000)
    begin(prepared, 'm2', 'm1')
    write(prepared, 'm2', 't2', 'Hello')
    log(prepared).wait(2_000)
    settle(prepared, 'm2')
    end(prepared)
  })
  expect(lines(page).bars).toEqual([
    ['m1', 'interrupted', ['model', 0, 4_000]],
    ['m2', 'settled', ['model', 4_000, 6_000]],
  ])
  expect(page.texts('timeline-summary')[0]).toMatch(/^Finished · 6(\.0)?s · /)
  expect(page.one('timeline').dataset.recovered).toBe('')
  expect(page.texts('timeline-bar')[0]).toContain('interrupted')
})

test('a line says in words what its track shows, and a run that goes on is drawn longer', () => {
  const page = openPage(<TimelineView />, prepared => {
    working(prepared)
    ask(prepared, 'a1', 'c1')
  })
  page.go(2_000)
  const facts = () => page.texts('timeline-facts').at(-1)
  const before = facts()
  expect(before).toMatch(/for an approval · needs your approval$/)
  act(() => page.clock.advance(5_000))
  expect(facts()).not.toBe(before)
  const segment = page.one('timeline').querySelector<HTMLElement>('[data-activity="approval"]')
  expect(Number(segment?.style.getPropertyValue('--bar-width'))).toBeGreaterThan(0)
})

test('without a run there is a word for it', () => {
  const page = openPage(<TimelineView />)
  expect(page.texts('timeline-empty')).toEqual(['Nothing has run yet.'])
  expect(page.texts('timeline-bars')).toEqual([])
})
