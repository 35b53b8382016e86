import { type DrawRow, keyOf } from './Row.tsx'
import type { ThreadRow } from './threadRows.ts'

/** What the page knew of its rows when they left the flow: their heights, and what the reader looked at. */
export interface Seed {
  readonly heights: ReadonlyMap<string, number>
  /** The row at the upper edge of the viewport, and how far above the edge it begins. */
  readonly anchor: { readonly key: string; readonly above: number } | null
  /** How far they began below the beginning of what scrolls. */
  readonly margin: number
}

/** The props of the component that draws only the rows near the viewport. */
export interface VirtualRowsProps {
  readonly rows: readonly ThreadRow[]
  readonly draw: DrawRow
  readonly seed: Seed
}

/** Of a page that drew nothing yet. */
export const NOTHING: Seed = { heights: new Map(), anchor: null, margin: 0 }

/** How far an element begins below the beginning of what scrolls, in whole pixels. */
export function marginOf(element: HTMLElement | null, viewport: HTMLElement | null): number {
  if (!element || !viewport) return 0
  const below = element.getBoundingClientRect().top - viewport.getBoundingClientRect().top
  return Math.round(below + viewport.scrollTop)
}

/** Looks once at what is in the flow. */
export function seedOf(
  feed: HTMLElement | null,
  rows: readonly ThreadRow[],
  viewport: HTMLElement | null,
): Seed {
  if (!feed || !viewport) return NOTHING
  const edge = viewport.getBoundingClientRect().top
  const heights = new Map<string, number>()
  let anchor: Seed['anchor'] = null
  for (const element of feed.querySelectorAll<HTMLElement>('[data-sluice="thread-row"]')) {
    const row = rows[Number(element.dataset.index)]
    const { top, height } = element.getBoundingClientRect()
    if (!row) continue
    heights.set(keyOf(row), height)
    if (!anchor && top + height > edge) anchor = { key: keyOf(row), above: edge - top }
  }
  return { heights, anchor, margin: marginOf(feed, viewport) }
}
