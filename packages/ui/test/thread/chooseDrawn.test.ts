import { expect, test } from 'vitest'
import { chooseDrawn, type Drawn, type Shown } from '../../src/thread/chooseDrawn.ts'

/** Rows of the page with eight beyond the viewport on each side, and the newest one. */
function shown(from: number, to: number, more: Partial<Shown> = {}): Shown {
  const indexes = Array.from({ length: to - from + 17 }, (_, at) => from - 8 + at).filter(at => at >= 0)
  return {
    rows: [...indexes, 9_999].map(index => ({ key: `m${index}`, index })),
    from,
    to,
    kept: [9_999],
    scrolling: false,
    frame: 0,
    ...more,
  }
}

const at = (drawn: Drawn) => [...drawn.keys].map(key => Number(key.slice(1)))
const keysOf = ({ rows }: Shown) => rows.map(({ index }) => index)

test('what is there at first is all drawn', () => {
  const first = shown(100, 106)
  expect(at(chooseDrawn(null, first)).toSorted()).toEqual(keysOf(first).toSorted())
})

test('who leaps is shown glimpses and what is always kept, and gets all of what they stop at, nearest first, a few rows in a frame', () => {
  let drawn = chooseDrawn(null, shown(100, 106))
  for (let frame = 1; frame < 5; frame++) {
    drawn = chooseDrawn(drawn, shown(100 + frame * 40, 106 + frame * 40, { scrolling: true, frame }))
    expect(at(drawn)).toEqual([9_999])
  }
  drawn = chooseDrawn(drawn, shown(260, 266, { frame: 5 }))
  expect(at(drawn).toSorted()).toEqual([260, 261, 9_999])
  for (let frame = 6; frame < 20; frame++) drawn = chooseDrawn(drawn, shown(260, 266, { frame }))
  expect(at(drawn).toSorted()).toEqual(keysOf(shown(260, 266)).toSorted())
})

test('a slow scroll draws what comes into the page, and keeps what is there', () => {
  let drawn = chooseDrawn(null, shown(100, 106))
  for (let frame = 1; frame < 30; frame++) {
    const next = shown(100 + frame, 106 + frame, { scrolling: true, frame })
    drawn = chooseDrawn(drawn, next)
    expect(at(drawn).toSorted()).toEqual(keysOf(next).toSorted())
  }
})

test('drawing again within a frame draws no more rows', () => {
  const before = chooseDrawn(
    chooseDrawn(null, shown(100, 106)),
    shown(300, 306, { scrolling: true, frame: 1 }),
  )
  const drawn = chooseDrawn(before, shown(300, 306, { frame: 2 }))
  expect(chooseDrawn(drawn, shown(300, 306, { frame: 2 })).keys).toEqual(drawn.keys)
})

test('while somebody still leaps, a frame without a scroll draws nothing more', () => {
  const before = chooseDrawn(
    chooseDrawn(null, shown(100, 106)),
    shown(300, 306, { scrolling: true, frame: 1 }),
  )
  expect(at(chooseDrawn(before, shown(300, 306, { scrolling: true, frame: 2 })))).toEqual([9_999])
})
