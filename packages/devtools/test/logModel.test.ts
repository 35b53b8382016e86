// @vitest-environment node
import { positionOfOffset } from '@sluice/client'
import { formatOffset } from '@sluice/protocol'
import { describe, expect, test } from 'vitest'
import { createLogFilter } from '../src/log/createLogFilter.ts'
import { createLogIndex } from '../src/log/createLogIndex.ts'
import { familyOf } from '../src/log/family.ts'
import {
  everyFamily,
  formatFamilyFilter,
  isShown,
  onlyFamily,
  parseFamilyFilter,
  toggleFamily,
} from '../src/log/familyFilter.ts'
import { rowOfKey } from '../src/log/logKeys.ts'
import { longLog } from './longLog.ts'

const isTool = (envelope: { event: { type: string } }) => familyOf(envelope.event.type) === 'tool'

describe('filter', () => {
  test('[C9] rows and positions lead to each other', () => {
    const log = longLog(400)
    const filter = createLogFilter(log, isTool)
    const rows = filter.extend(log.length)
    const expected = log.flatMap((envelope, position) => (isTool(envelope) ? [position] : []))
    expect(Array.from({ length: rows }, (_, row) => filter.positionOf(row))).toEqual(expected)
    for (const [row, position] of expected.entries()) {
      expect(filter.rowAt(position)).toBe(row)
      expect(filter.rowAt(position - 1)).toBe(row - 1)
    }
    expect(filter.rowAt(0)).toBe(-1)
  })

  test.each([10_000, 100_000])('[C5] an event appended to %i looks at that event alone', length => {
    const log = longLog(length)
    let looked = 0
    const filter = createLogFilter(log, envelope => {
      looked += 1
      return isTool(envelope)
    })
    filter.extend(log.length)
    const index = createLogIndex(log)
    index.extend(log.length)
    looked = 0
    const rows = filter.extend(log.length)
    expect(looked).toBe(0)
    const settled = { type: 'tool.settled', call: 'c0', outcome: 'completed' }
    log.push({
      ...(log[0] as (typeof log)[number]),
      offset: formatOffset(length + 1, 'aaaaaaaa'),
      event: settled,
    })
    expect(filter.extend(log.length)).toBe(rows + 1)
    expect(looked).toBe(1)
    expect(filter.positionOf(rows)).toBe(length)
  })

  test('[C9] an older snapshot of the log has the rows it had', () => {
    const log = longLog(300)
    const filter = createLogFilter(log, isTool)
    const early = filter.extend(120)
    filter.extend(log.length)
    expect(filter.extend(120)).toBe(early)
  })

  test('[E3] the tally counts every family once, and unknown ones together', () => {
    const log = longLog(3)
    const [first] = log
    if (first === undefined) throw new Error('The log is empty.')
    for (const type of ['constructor', '__proto__', 'toString.x', 'hasOwnProperty', 'robot.danced']) {
      log.push({ ...first, offset: formatOffset(log.length + 1, 'aaaaaaaa'), event: { type } })
    }
    const index = createLogIndex(log)
    expect([...index.extend(log.length)]).toEqual([
      ['session', 1],
      ['message', 1],
      ['run', 1],
      ['other', 5],
    ])
    expect(index.extend(log.length)).toBe(index.extend(log.length))
  })
})

describe('families', () => {
  test('[C9] a filter goes into a URL and comes back', () => {
    const withoutParts = toggleFamily(everyFamily, 'part')
    const filters = [
      everyFamily,
      withoutParts,
      toggleFamily(withoutParts, 'step'),
      onlyFamily(everyFamily, 'tool'),
    ]
    expect(filters.map(formatFamilyFilter)).toEqual(['', '-part', '-part,step', 'tool'])
    for (const filter of filters) expect(parseFamilyFilter(formatFamilyFilter(filter))).toEqual(filter)
    expect(parseFamilyFilter('-nonsense,__proto__')).toEqual(everyFamily)
    expect(parseFamilyFilter('tool,tool,<img>')).toEqual({ mode: 'only', families: ['tool'] })
  })

  test('[C9] toggling twice changes nothing, and nothing is ever hidden whole', () => {
    const only = onlyFamily(everyFamily, 'tool')
    expect(isShown(only, 'tool')).toBe(true)
    expect(isShown(only, 'part')).toBe(false)
    expect(toggleFamily(only, 'tool')).toEqual(everyFamily)
    expect(onlyFamily(only, 'tool')).toEqual(everyFamily)
    expect(toggleFamily(toggleFamily(everyFamily, 'run'), 'run')).toEqual(everyFamily)
  })
})

test('[W1] an offset leads to the event at or before it, once the log has got so far', () => {
  const envelopes = longLog(1_000)
  const log = { envelopes, count: 900, error: null }
  const at = (offset: string, phase: 'live' | 'catching-up' = 'live') =>
    positionOfOffset({ ...log, phase }, offset)
  expect(at(formatOffset(1, 'aaaaaaaa'))).toBe(0)
  expect(at(formatOffset(900, 'aaaaaaaa'))).toBe(899)
  expect(at(formatOffset(500, 'zzzzzzzz'))).toBe(499)
  expect(at(formatOffset(950, 'aaaaaaaa'))).toBe(899)
  expect(at(formatOffset(950, 'aaaaaaaa'), 'catching-up')).toBe(-1)
  expect(at(formatOffset(900, 'aaaaaaaa'), 'catching-up')).toBe(899)
})

test('[C9] keys move the selection and stay within the log', () => {
  const keys = (row: number) =>
    ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', 'k', 'j', 'x'].map(key =>
      rowOfKey(key, { row, rows: 100, rowsSeen: 20 }),
    )
  expect(keys(50)).toEqual([49, 51, 30, 70, 0, 99, 49, 51, null])
  expect(keys(0)).toEqual([0, 1, 0, 20, 0, 99, 0, 1, null])
  expect(keys(-1)).toEqual([99, 99, 80, 99, 0, 99, 99, 99, null])
  expect(rowOfKey('ArrowDown', { row: -1, rows: 0, rowsSeen: 20 })).toBeNull()
})
