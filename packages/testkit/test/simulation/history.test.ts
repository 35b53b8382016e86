import { fold, window } from '@sluice/fold'
import { randomLog } from '@sluice/testkit'
import { createHistory, createRandom, createSameness, createVirtualTime } from '@sluice/testkit/simulation'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const tape = fc.array(fc.nat(1_000_000), { minLength: 20, maxLength: 60 })

describe('the history of a log', () => {
  test('[X1] agrees with every view of it, however it was folded, parsed or windowed', () => {
    fc.assert(
      fc.property(tape, fc.nat(80), fc.nat(5), (numbers, cut, messages) => {
        const { envelopes } = randomLog(numbers, 80)
        const history = createHistory(envelopes)
        const part = fold(createHistory([]).view, envelopes.slice(0, cut))
        const parsed = JSON.parse(JSON.stringify(part)) as typeof part
        expect(history.differenceOf(part)).toBeNull()
        expect(history.differenceOf(parsed)).toBeNull()
        expect(history.differenceOf(window(parsed, { messages }))).toBeNull()
        expect(history.differenceOf(fold(window(parsed, { messages }), envelopes))).toBeNull()
      }),
      { numRuns: 30 },
    )
  })

  test('[X1] tells a view apart that misses an event or holds what the log does not', () => {
    const { envelopes, view } = randomLog([5, 900, 13, 77, 4_000, 21, 8], 40)
    const history = createHistory(envelopes)
    const without = fold(createHistory([]).view, envelopes.toSpliced(3, 1))
    expect(history.differenceOf(view)).toBeNull()
    expect(history.differenceOf(without)).toMatch(/^at .* is .* and not /)
    expect(history.differenceOf({ ...view, offset: '0000000000000009_zzzzzzzz' })).toMatch(/does not hold/)
    expect(history.differenceOf({ ...view, settled: view.settled.slice(1) })).toMatch(/what is settled/)
  })
})

describe('sameness', () => {
  test('[X1] is that of JSON, whatever the order of keys', () => {
    const json = fc.jsonValue()
    fc.assert(
      fc.property(json, json, (one, other) => {
        const isSame = createSameness()
        expect(isSame(one, JSON.parse(JSON.stringify(one)))).toBe(true)
        const isEqual = fc.stringify(one) === fc.stringify(other)
        if (isEqual) expect(isSame(one, other)).toBe(true)
      }),
    )
    const isSame = createSameness()
    expect([
      isSame({ a: 1, b: [] }, { b: [], a: 1 }),
      isSame([], {}),
      isSame({ a: undefined }, { b: 1 }),
    ]).toEqual([true, false, false])
  })
})

describe('virtual time', () => {
  test('[X1] runs what is due in the order of time, then in the order of asking', () => {
    const time = createVirtualTime(0)
    const random = createRandom(7)
    const ran: { at: number; order: number }[] = []
    for (let order = 0; order < 500; order++) {
      const at = random.below(40)
      const cancel = time.after(at, () => ran.push({ at: time.now(), order }))
      if (order % 7 === 0) cancel()
    }
    while (time.step());
    const sorted = ran.toSorted((a, b) => a.at - b.at || a.order - b.order)
    expect(ran).toEqual(sorted)
    expect(ran).toHaveLength(500 - Math.ceil(500 / 7))
  })

  test('[X1] the same seed draws the same numbers, and a fork does not move them', () => {
    const draw = (count: number, forks: boolean) => {
      const random = createRandom(11)
      const other = random.fork()
      if (forks) other.next()
      return Array.from({ length: count }, () => random.between(1, 6))
    }
    expect(draw(20, true)).toEqual(draw(20, false))
    expect(new Set(draw(200, false))).toEqual(new Set([1, 2, 3, 4, 5, 6]))
  })
})
