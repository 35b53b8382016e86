// @vitest-environment node
import { createInspection, createTimeline, KEYFRAME_EVENTS, type LogView } from '@sluice/client'
import { emptyView, fold, type View } from '@sluice/fold'
import { expect, test } from 'vitest'
import { longLog } from './longLog.ts'

const always = () => true

test('[C9] the view at any position is the fold of the log up to it', () => {
  const log = longLog(2_100)
  const timeline = createTimeline()
  timeline.advance(log, log.length, always)
  const positions = [-1, 0, 1, 498, 499, 500, 501, 998, 999, 1000, 1234, 1233, 1235, 2099, 2098, 3]
  for (const position of positions) {
    expect(timeline.viewAt(position), `at ${position}`).toEqual(fold(emptyView, log.slice(0, position + 1)))
  }
})

test('[C9] a position that is asked for again gives the same view by reference', () => {
  const log = longLog(1_200)
  const timeline = createTimeline()
  timeline.advance(log, log.length, always)
  expect(timeline.viewAt(777)).toBe(timeline.viewAt(777))
  expect(timeline.viewAt(1_199)).toBe(timeline.viewAt(1_199))
})

test('[C4] folding stops at a keyframe when it may not go on, and goes on from there', () => {
  const log = longLog(KEYFRAME_EVENTS * 3)
  const timeline = createTimeline()
  let turns = 2
  expect(timeline.advance(log, log.length, () => --turns > 0)).toBe(false)
  expect(timeline.folded()).toBe(KEYFRAME_EVENTS * 2)
  expect(timeline.viewAt(KEYFRAME_EVENTS * 2)).toBeNull()
  expect(timeline.advance(log, log.length, always)).toBe(true)
  expect(timeline.viewAt(log.length - 1)).toEqual(fold(emptyView, log))
})

test('[C9] no position is further than 500 folds from a keyframe, however long the log', () => {
  const log = longLog(10_000)
  let reads = 0
  const watched = new Proxy(log, {
    get: (target, key, receiver) => {
      if (key === 'slice') {
        return (start: number, end: number) => {
          reads += end - start
          return target.slice(start, end)
        }
      }
      return Reflect.get(target, key, receiver)
    },
  })
  const timeline = createTimeline()
  timeline.advance(watched, log.length, always)
  for (const position of [9_876, 4_321, 17, 9_499]) {
    reads = 0
    timeline.viewAt(position)
    expect(reads, `folds to ${position}`).toBeLessThan(KEYFRAME_EVENTS)
  }
  reads = 0
  timeline.viewAt(9_498)
  timeline.viewAt(9_499)
  const stepping = reads
  timeline.viewAt(9_500)
  expect(reads - stepping, 'folds to the next position').toBeLessThanOrEqual(1)
})

test('[F4] keyframes share what did not change between them', () => {
  const log = longLog(10_000)
  const timeline = createTimeline()
  timeline.advance(log, log.length, always)
  const early = timeline.viewAt(8_000) as View
  const late = timeline.viewAt(9_900) as View
  expect(late.settled[0]).toBe(early.settled[0])
})

test('[C9] another history takes the place of the one that was folded', () => {
  const source = (count: number): LogView => ({
    envelopes: longLog(count),
    count,
    phase: 'live',
    error: null,
  })
  let log = source(1_200)
  let told = () => {}
  const inspection = createInspection(
    {
      getSnapshot: () => log,
      subscribe: listener => {
        told = listener
        return () => {}
      },
    },
    { now: () => 0, yieldToPage: () => () => {} },
  )
  inspection.subscribe(() => {})
  expect(inspection.getSnapshot()).toMatchObject({ folded: 1_200 })
  log = source(700)
  told()
  expect(inspection.getSnapshot()).toMatchObject({ folded: 700, live: fold(emptyView, log.envelopes) })
  expect(inspection.viewAt(650)).toEqual(fold(emptyView, log.envelopes.slice(0, 651)))
  expect(inspection.viewAt(700)).toBeNull()
})
