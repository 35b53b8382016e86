import { defaultRangeExtractor, type Range, useVirtualizer, type VirtualItem } from '@tanstack/react-virtual'
import {
  type CSSProperties,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from 'react'
import { onNextFrame } from '../edge/pageTasks.ts'
import { chooseDrawn, type Drawn, type Shown } from './chooseDrawn.ts'
import { Glimpse } from './Glimpse.tsx'
import { giveBack, heldRows, hold } from './held.ts'
import { keyOf, Row } from './Row.tsx'
import { marginOf, type Seed, type VirtualRowsProps } from './seed.ts'
import { useThread } from './ThreadContext.tsx'
import type { ThreadRow } from './threadRows.ts'

/** A message of some lines; what was measured counts as soon as it is. */
const ESTIMATE_PX = 130
/** Rows beyond the viewport on each side: what a reader scrolls in a frame is there already. */
const OVERSCAN = 8
const NEAR_END = 2

/** Where the viewport stands so that the reader sees what they saw before; what was never drawn has an estimated height. */
function offsetOf({ anchor, margin, heights }: Seed, rows: readonly ThreadRow[]): number {
  const at = anchor ? rows.findIndex(row => keyOf(row) === anchor.key) : -1
  const before = rows.slice(0, Math.max(0, at))
  const height = before.reduce((sum, row) => sum + (heights.get(keyOf(row)) ?? ESTIMATE_PX), 0)
  return margin + height + (anchor?.above ?? 0)
}

/** Where rows stand now that the page still shows at their places of before. */
function placesNow(
  places: readonly number[],
  before: readonly ThreadRow[],
  rows: readonly ThreadRow[],
): readonly number[] {
  if (before === rows || places.length === 0) return places
  const indexes = new Map(rows.map((row, index) => [keyOf(row), index]))
  return places.map(place => {
    const row = before[place]
    return (row && indexes.get(keyOf(row))) ?? -1
  })
}

const drawGlimpse = (row: ThreadRow) => <Glimpse row={row} />

/** How far the rows begin below the beginning of what scrolls; what stands before them changes with them. */
function useMargin(
  seed: Seed,
  rows: unknown,
  own: RefObject<HTMLElement | null>,
  viewport: RefObject<HTMLElement | null>,
): number {
  const [margin, setMargin] = useState(seed.margin)
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useLayoutEffect(() => setMargin(marginOf(own.current, viewport.current)), [rows])
  return margin
}

/** Which of the rows in the page are drawn as what they are; the rest follow frame by frame. */
function useDrawn(shown: Omit<Shown, 'frame'>): ReadonlySet<string> {
  const last = useRef<Drawn | null>(null)
  const [frame, nextFrame] = useReducer((count: number) => count + 1, 0)
  const drawn = chooseDrawn(last.current, { ...shown, frame })
  useLayoutEffect(() => {
    // Before anything is in the page there was no first time.
    if (shown.rows.length > 0) last.current = drawn
  })
  const isWhole = drawn.keys.size === shown.rows.length
  useEffect(() => (isWhole || drawn.leaps ? undefined : onNextFrame(nextFrame)))
  return drawn.keys
}

/**
 * Only the rows near the viewport, of any number. What the reader has hold of, what somebody goes to and the newest ones stay in the page as well; the
 * focus and the selection are as they were when all rows were in the flow. What is read stays where it is when rows come in front of it, or when
 * those above it turn out to have another height. What flies past is glimpsed at, at its height.
 */
export function VirtualRows({ rows, draw, seed }: VirtualRowsProps) {
  const { viewport, revealed, place, correct } = useThread()
  const own = useRef<HTMLDivElement>(null)
  const [held] = useState(() => hold(viewport.current))
  useLayoutEffect(() => giveBack(held), [held])
  const drawnRows = useRef(rows)
  useLayoutEffect(() => {
    drawnRows.current = rows
  }, [rows])
  const margin = useMargin(seed, rows, own, viewport)
  const count = rows.length
  const revealedAt = useMemo(
    () => (revealed === null ? -1 : rows.findIndex(row => row.kind === 'message' && row.id === revealed)),
    [rows, revealed],
  )
  const keptRows = useCallback(() => {
    const held = heldRows(viewport.current).filter(index => index >= 0)
    const kept = [...placesNow(held, drawnRows.current, rows), revealedAt, count - NEAR_END, count - 1]
    return kept.filter(index => index >= 0 && index < count)
  }, [viewport, revealedAt, rows, count])
  const rangeExtractor = useCallback(
    (range: Range) => [...new Set([...defaultRangeExtractor(range), ...keptRows()])].sort((a, b) => a - b),
    [keptRows],
  )
  // Another function of the keys has all places computed again.
  const getItemKey = useCallback(
    (index: number) => {
      const row = rows[index]
      return row ? keyOf(row) : index
    },
    [rows],
  )
  const virtualizer = useVirtualizer<HTMLElement, HTMLDivElement>({
    count,
    getScrollElement: () => viewport.current,
    estimateSize: index => seed.heights.get(String(getItemKey(index))) ?? ESTIMATE_PX,
    getItemKey,
    initialOffset: () => offsetOf(seed, rows),
    initialRect: { width: 0, height: viewport.current?.clientHeight ?? 0 },
    overscan: OVERSCAN,
    scrollMargin: margin,
    anchorTo: 'end',
    scrollToFn: (offset, { adjustments }) =>
      adjustments === undefined ? place(offset) : correct(offset + adjustments),
    rangeExtractor,
  })

  // What stood before the rows came or went, as the way to older history does.
  const last = useRef(margin)
  useLayoutEffect(() => {
    if (margin !== last.current && viewport.current) place(viewport.current.scrollTop + margin - last.current)
    last.current = margin
  }, [margin, viewport, place])

  const items = virtualizer.getVirtualItems()
  const { startIndex = 0, endIndex = 0 } = virtualizer.range ?? {}
  const drawn = useDrawn({
    rows: items as readonly (VirtualItem & { key: string })[],
    from: startIndex,
    to: endIndex,
    kept: keptRows(),
    scrolling: virtualizer.isScrolling,
  })

  return (
    <div
      ref={own}
      data-sluice="thread-rows"
      role="presentation"
      style={{ '--thread-size': `${virtualizer.getTotalSize()}px` } as CSSProperties}
    >
      {items.map(({ key, index, start, size }) => {
        const row = rows[index]
        const isDrawn = drawn.has(String(key))
        return (
          row && (
            <Row
              key={key}
              ref={isDrawn ? virtualizer.measureElement : undefined}
              row={row}
              position={index + 1}
              isNearEnd={index >= count - NEAR_END}
              draw={isDrawn ? draw : drawGlimpse}
              start={start - margin}
              glimpsed={isDrawn ? undefined : size}
            />
          )
        )
      })}
    </div>
  )
}
