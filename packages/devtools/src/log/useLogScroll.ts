import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { PAGE_ROWS } from './LogPage.tsx'

/** The height of a row in px; the style sheet is given it. */
export const ROW_HEIGHT = 26

/** How near to its end, in px, a log counts as being at its end. */
const END_TOLERANCE = 4

const layoutOf = ({ clientHeight, scrollHeight }: HTMLElement) => `${clientHeight} ${scrollHeight}`

/** Rows that are drawn together, the last one excluded. */
export interface Stretch {
  readonly page: number
  readonly start: number
  readonly end: number
}

/** What a log's scroller does and knows. */
export interface LogScroll {
  readonly scroller: RefObject<HTMLDivElement | null>
  /** What to draw: pages, and while one is moving only the rows of them that are in sight. */
  readonly pages: readonly Stretch[]
  readonly isFollowing: boolean
  readonly rowsSeen: () => number
  readonly onScroll: () => void
  readonly follow: (isFollowing: boolean) => void
  readonly reveal: (row: number, where: 'nearest' | 'center') => void
}

/**
 * Scrolls a log of equal rows: draws only the pages that are seen, and stays at the end while it follows, also where the panel is resized or hidden
 * for a while. Scrolling up stops that, scrolling to the end goes on with it; while an older event is looked at (`isLive` is false) it stays where
 * it is. While one goes through the log (`isMoving`), nothing is drawn ahead.
 */
export function useLogScroll(rows: number, isLive: boolean, isMoving: boolean): LogScroll {
  const scroller = useRef<HTMLDivElement>(null)
  const [isAtEnd, follow] = useState(isLive)
  const isFollowing = isAtEnd && isLive
  const virtualizer = useVirtualizer({
    count: Math.ceil(rows / PAGE_ROWS),
    getScrollElement: () => scroller.current,
    estimateSize: () => PAGE_ROWS * ROW_HEIGHT,
    // What is out of sight is gone with the next offset before anybody scrolls to it.
    overscan: isMoving ? 0 : 1,
    initialRect: { width: 800, height: 600 },
  })

  const laidOut = useRef('')
  const toEnd = useCallback(() => {
    const element = scroller.current
    if (element === null) return
    laidOut.current = layoutOf(element)
    element.scrollTop = element.scrollHeight
  }, [])

  useLayoutEffect(() => {
    if (isFollowing && rows > 0) toEnd()
  }, [isFollowing, rows, toEnd])

  useLayoutEffect(() => {
    const element = scroller.current
    if (!isFollowing || element === null || typeof ResizeObserver === 'undefined') return
    const observer = new ResizeObserver(toEnd)
    observer.observe(element)
    return () => observer.disconnect()
  }, [isFollowing, toEnd])

  const { scrollOffset, scrollRect } = virtualizer
  const seen = {
    from: isMoving ? Math.floor((scrollOffset ?? 0) / ROW_HEIGHT) - 1 : 0,
    to: isMoving ? Math.ceil(((scrollOffset ?? 0) + (scrollRect?.height ?? 0)) / ROW_HEIGHT) : rows,
  }
  const stretchOf = (page: number): Stretch => ({
    page,
    start: Math.max(page * PAGE_ROWS, seen.from),
    end: Math.min(rows, (page + 1) * PAGE_ROWS, seen.to),
  })

  const seenHeight = () => scroller.current?.clientHeight || 600
  return {
    scroller,
    pages: virtualizer
      .getVirtualItems()
      .map(item => stretchOf(item.index))
      .filter(({ start, end }) => start < end),
    isFollowing,
    rowsSeen: () => Math.max(1, Math.floor(seenHeight() / ROW_HEIGHT) - 2),
    onScroll: () => {
      const element = scroller.current
      if (element === null) return
      // Where the panel has another size than before, the browser moved it and not a person.
      if (isFollowing && laidOut.current !== layoutOf(element)) return toEnd()
      const rest = element.scrollHeight - element.clientHeight - element.scrollTop
      follow(rest <= END_TOLERANCE)
    },
    follow,
    reveal: (row, where) => {
      const element = scroller.current
      if (element === null) return
      // The header sticks to the top and hides one row's height.
      const seen = seenHeight() - ROW_HEIGHT
      const top = row * ROW_HEIGHT
      if (where === 'center') element.scrollTop = Math.max(0, top - (seen - ROW_HEIGHT) / 2)
      else if (top < element.scrollTop) element.scrollTop = top
      else if (top + ROW_HEIGHT > element.scrollTop + seen) element.scrollTop = top + ROW_HEIGHT - seen
    },
  }
}
