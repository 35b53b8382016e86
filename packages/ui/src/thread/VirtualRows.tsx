import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { keyOf, Row } from './Row.tsx'
import { marginOf, type Seed, type VirtualRowsProps } from './seed.ts'
import { useThread } from './ThreadContext.tsx'
import type { ThreadRow } from './threadRows.ts'

/** A message of some lines; what was measured counts as soon as it is. */
const ESTIMATE_PX = 130
/** Rows beyond the viewport on each side: what a reader scrolls in a frame is there already. */
const OVERSCAN = 8
const NEAR_END = 2

const heightOf = (row: ThreadRow | undefined, seed: Seed): number =>
  (row && seed.heights.get(keyOf(row))) ?? ESTIMATE_PX

/** Where the viewport stands so that the reader sees what they saw before; what was never drawn has an estimated height. */
function offsetOf({ anchor, margin, heights }: Seed, rows: readonly ThreadRow[]): number {
  const at = anchor ? rows.findIndex(row => keyOf(row) === anchor.key) : -1
  const before = rows.slice(0, Math.max(0, at))
  const height = before.reduce((sum, row) => sum + (heights.get(keyOf(row)) ?? ESTIMATE_PX), 0)
  return margin + height + (anchor?.above ?? 0)
}

const rowOf = (element: Element | null): number => {
  const index = element?.closest<HTMLElement>('[data-sluice="thread-row"]')?.dataset.index
  return index === undefined ? -1 : Number(index)
}

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

/**
 * Only the rows near the viewport, of any number. The row with the focus, what somebody goes to and the newest ones stay in the page as well. What
 * is read stays where it is when rows come in front of it, or when those above it turn out to have another height.
 */
export function VirtualRows({ rows, draw, seed }: VirtualRowsProps) {
  const { viewport, revealed, place } = useThread()
  const own = useRef<HTMLDivElement>(null)
  const margin = useMargin(seed, rows, own, viewport)
  const count = rows.length
  const revealedAt = rows.findIndex(row => row.kind === 'message' && row.id === revealed)

  const rangeExtractor = useCallback(
    (range: Range) => {
      const active = own.current?.contains(document.activeElement) ? rowOf(document.activeElement) : -1
      const kept = [active, revealedAt, count - NEAR_END, count - 1].filter(
        index => index >= 0 && index < count,
      )
      return [...new Set([...defaultRangeExtractor(range), ...kept])].sort((a, b) => a - b)
    },
    [revealedAt, count],
  )
  const virtualizer = useVirtualizer<HTMLElement, HTMLDivElement>({
    count,
    getScrollElement: () => viewport.current,
    estimateSize: index => heightOf(rows[index], seed),
    getItemKey: index => {
      const row = rows[index]
      return row ? keyOf(row) : index
    },
    initialOffset: () => offsetOf(seed, rows),
    initialRect: { width: 0, height: viewport.current?.clientHeight ?? 0 },
    overscan: OVERSCAN,
    scrollMargin: margin,
    anchorTo: 'end',
    scrollToFn: (offset, { adjustments = 0 }) => place(offset + adjustments),
    rangeExtractor,
  })

  // What stood before the rows came or went, as the way to older history does.
  const last = useRef(margin)
  useLayoutEffect(() => {
    if (margin !== last.current && viewport.current) place(viewport.current.scrollTop + margin - last.current)
    last.current = margin
  }, [margin, viewport, place])

  return (
    <div
      ref={own}
      data-sluice="thread-rows"
      role="presentation"
      style={{ '--rows-size': `${virtualizer.getTotalSize()}px` } as CSSProperties}
    >
      {virtualizer.getVirtualItems().map(item => {
        const row = rows[item.index]
        return (
          row && (
            <Row
              key={item.key}
              ref={virtualizer.measureElement}
              row={row}
              position={item.index + 1}
              isNearEnd={item.index >= count - NEAR_END}
              draw={draw}
              start={item.start - margin}
            />
          )
        )
      })}
    </div>
  )
}
