import { lineOf } from '@sluice/fold'
import { createLog, type TestLog } from '@sluice/testkit'
import { expect, test } from 'vitest'
import { follow, mayCorrect, startFollowing } from '../../src/thread/follow.ts'
import { createRowSelector } from '../../src/thread/threadRows.ts'

const ask = (log: TestLog, text: string) =>
  log.command({ type: 'message.send', parts: [{ kind: 'text', text }] })
const run = (log: TestLog) => Object.keys(log.view.open.runs)[0] ?? ''

function answer(log: TestLog, id: string, replaces?: string): void {
  log.append(
    { type: 'step.started', step: `${id}s`, run: run(log), kind: 'model' },
    {
      type: 'message.added',
      message: id,
      role: 'assistant',
      after: log.view.head,
      run: run(log),
      step: `${id}s`,
      ...(replaces ? { replaces } : {}),
    },
    { type: 'part.added', message: id, part: `${id}p`, kind: 'text' },
  )
}

const recover = (log: TestLog, attempt: number) =>
  log.append({ type: 'run.recovered', run: run(log), attempt, reason: 'The process ended.' })

const show = (log: TestLog) => {
  const all = createRowSelector()(log.view, lineOf(log.view))
  return all.map(({ kind, id, ...rest }) =>
    kind === 'run'
      ? `run ${id}`
      : `${id}${'folded' in rest && rest.folded ? ' folded' : ''}${'continued' in rest && rest.continued ? ' continued' : ''}`,
  )
}

test('[R1] an interrupted message is folded when what says it again is settled, through any number of attempts', () => {
  const log = createLog()
  ask(log, 'Hi')
  answer(log, 'a')
  recover(log, 1)
  answer(log, 'b', 'a')
  recover(log, 2)
  answer(log, 'c', 'b')
  const question = log.view.settled[0]?.[0]?.id
  expect(show(log)).toEqual([question, 'a', 'b continued', 'c continued'])
  log.append({ type: 'step.settled', step: 'cs', outcome: 'completed' })
  expect(show(log)).toEqual([question, 'a folded', 'b folded continued', 'c continued'])
})

test('a run that failed stands behind its last message, one that completed nowhere', () => {
  const log = createLog()
  ask(log, 'One')
  answer(log, 'a')
  const failed = run(log)
  log.append({ type: 'run.settled', run: failed, outcome: 'failed', error: { code: 'x', message: 'No.' } })
  ask(log, 'Two')
  answer(log, 'b')
  log.append({ type: 'run.settled', run: run(log), outcome: 'completed' })
  ask(log, 'Three')
  const stopped = run(log)
  log.append({ type: 'run.settled', run: stopped, outcome: 'stopped' })
  expect(show(log).filter(line => line.startsWith('run'))).toEqual([`run ${failed}`, `run ${stopped}`])
  expect(show(log).indexOf(`run ${failed}`)).toBe(2)
  expect(show(log).at(-1)).toBe(`run ${stopped}`)
})

test('[C5] a delta gives the same rows by reference', () => {
  const log = createLog()
  ask(log, 'Hi')
  answer(log, 'a')
  const select = createRowSelector()
  const line = lineOf(log.view)
  const before = select(log.view, line)
  log.append({ type: 'part.delta', part: 'ap', from: 0, text: 'Hello' })
  expect(select(log.view, line)).toBe(before)
})

test('[K10] a reader who scrolls up is left alone until they are back at the end', () => {
  const up = follow(startFollowing, { top: 300, toEnd: 0 })
  const away = follow(up, { top: 250, toEnd: 50 })
  expect([up.following, away.following]).toEqual([true, false])
  expect(follow(away, { top: 250, toEnd: 400 }).following).toBe(false)
  expect(follow(away, { top: 400, toEnd: 20 }).following).toBe(false)
  expect(follow(away, { top: 410, toEnd: 3 }).following).toBe(true)
})

test('[K10] content that grows below a reader at the end does not leave them behind', () => {
  const atEnd = follow(startFollowing, { top: 300, toEnd: 0 })
  expect(follow(atEnd, { top: 300, toEnd: 80 }).following).toBe(true)
})

test('a viewport that somebody has just moved is not put back for a row that turned out higher', () => {
  const reading = follow({ following: true, top: 1_301_727 }, { top: 1_301_700, toEnd: 27 })
  expect(mayCorrect(reading, 1_301_700)).toBe(true)
  expect(mayCorrect(reading, 160_558)).toBe(false)
  expect(mayCorrect(startFollowing, 160_558)).toBe(true)
})
