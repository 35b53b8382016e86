import type { Envelope } from '@sluice/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columnsOf, createLogMarks } from '../src/scrubber/createLogMarks.ts'
import { IDLE_MS, playOn } from '../src/scrubber/playOn.ts'
import { stepTo } from '../src/scrubber/stepTo.ts'
import { nextTurn, panelsAt } from '../src/travel/panelTurns.ts'
import { logOf } from './logOf.ts'

const log = logOf(
  { type: 'session.created', agent: 'triage', owner: 'ann' },
  { type: 'run.started', run: 'r1' },
  { type: 'step.started', step: 's1', run: 'r1', kind: 'model' },
  { type: 'step.delayed', step: 's1', attempt: 1, until: 9, error: { code: 'x', message: 'y' } },
  { type: 'approval.requested', approval: 'a1', run: 'r1', question: 'Do it?' },
  { type: 'run.recovered', run: 'r1', attempt: 1, reason: 'a crash' },
  { type: 'step.started', step: 's2', run: 'r1', kind: 'model' },
  { type: 'tool.settled', call: 'c1', outcome: 'failed' },
  { type: 'run.settled', run: 'r1', outcome: 'completed' },
  { type: 'run.started', run: 'r2' },
)

test('[D2] runs, approvals, recoveries and failures are marked, whether the log comes at once or bit by bit', () => {
  const whole = createLogMarks(log)(log.length)
  expect(whole).toEqual({
    marks: { run: [1, 9], approval: [4], recovery: [5], error: [3, 7] },
    steps: [2, 6],
  })
  const marksOf = createLogMarks(log)
  for (let count = 0; count <= log.length; count++) marksOf(count)
  expect(marksOf(log.length)).toEqual(whole)
})

test('[D2] steps go to the next and the previous of a kind, and nowhere where there is none', () => {
  const marks = createLogMarks(log)(log.length)
  const from = (position: number) => (stride: Parameters<typeof stepTo>[1], direction: 1 | -1) =>
    stepTo(marks, stride, direction, position, log.length)
  expect([from(0)('event', -1), from(0)('event', 1), from(9)('event', 1)]).toEqual([null, 1, null])
  expect([from(2)('step', 1), from(2)('step', -1), from(4)('step', -1)]).toEqual([6, null, 2])
  expect([from(1)('run', 1), from(9)('run', -1), from(8)('run', -1)]).toEqual([9, 1, 1])
  expect([from(0)('error', 1), from(3)('error', 1), from(7)('error', 1)]).toEqual([3, 7, null])
  expect([from(9)('approval', -1), from(9)('recovery', -1)]).toEqual([4, 5])
})

test('[D2] playing keeps the pace of the log at any speed and in any frames, and skips what is idle', () => {
  const at = [0, 100, 110, 3_600_000, 3_600_050]
  const timed = at.map((time, index) => ({ ...(log[index] as Envelope), at: time }))
  expect(playOn({ position: 0, passedMs: 0 }, 99, 1, timed, 5)).toEqual({ position: 0, passedMs: 99 })
  expect(playOn({ position: 0, passedMs: 0 }, 105, 1, timed, 5)).toEqual({ position: 1, passedMs: 5 })
  expect(playOn({ position: 2, passedMs: 0 }, IDLE_MS, 1, timed, 5)).toEqual({ position: 3, passedMs: 0 })
  expect(playOn({ position: 0, passedMs: 0 }, 60, 2, timed, 5).position).toBe(2)
  expect(playOn({ position: 0, passedMs: 0 }, 10_000, 1, timed, 5)).toEqual({ position: 4, passedMs: 0 })
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 40 }), frames => {
      let play = { position: 0, passedMs: 0 }
      for (const frame of frames) play = playOn(play, frame, 1, timed, 5)
      const whole = frames.reduce((sum, frame) => sum + frame, 0)
      expect(play).toEqual(playOn({ position: 0, passedMs: 0 }, whole, 1, timed, 5))
    }),
  )
})

test('[D2] a long log draws no more marks than there are columns', () => {
  const positions = Array.from({ length: 100_000 }, (_, index) => index)
  expect(columnsOf(positions, 100_000, 300)).toEqual(Array.from({ length: 300 }, (_, index) => index))
  expect(columnsOf([0, 1, 99], 100, 10)).toEqual([0, 9])
  expect(columnsOf([5, 50], 10, 10)).toEqual([5])
})

test('[D2] while one is moving the panels follow in turns, one in a frame, and rest where one is', () => {
  let turns = panelsAt(null)
  const frame = (position: number) => {
    turns = nextTurn(turns, position)
    const { course, event, view } = turns
    return [course, event, view]
  }
  // The second frame is that in which the course draws what it was scrolled to.
  expect([7, 8, 9, 9, 9].map(frame)).toEqual([
    [7, null, null],
    [7, null, null],
    [7, 9, null],
    [7, 9, 9],
    [9, 9, 9],
  ])
  const there = turns
  expect(nextTurn(there, 9)).toBe(there)
})
