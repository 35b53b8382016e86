import { type ComponentType, type RefObject, useEffect, useRef, useState } from 'react'
import { NOTHING, type Seed, seedOf, type VirtualRowsProps } from './seed.ts'
import type { ThreadRow } from './threadRows.ts'

/** More rows than this are no longer all in the page: Chromium lays so many out in a frame. */
const MOST_IN_FLOW = 300

/**
 * Loads what draws a long thread, once it is one. Until it is there, the newest rows stand in the flow, and `from` is the first of them; rows that
 * are in the page are never taken out for it.
 */
export function useVirtualRows(
  rows: readonly ThreadRow[],
  feed: RefObject<HTMLElement | null>,
  viewport: RefObject<HTMLElement | null>,
): { readonly Rows: ComponentType<VirtualRowsProps> | null; readonly seed: Seed; readonly from: number } {
  const [loaded, setLoaded] = useState<{ Rows: ComponentType<VirtualRowsProps>; seed: Seed } | null>(null)
  const latest = useRef(rows)
  latest.current = rows
  const isLong = rows.length > MOST_IN_FLOW
  useEffect(() => {
    if (!isLong) return
    let isWanted = true
    void import('./VirtualRows.tsx').then(({ VirtualRows }) => {
      if (isWanted)
        setLoaded(
          before =>
            before ?? { Rows: VirtualRows, seed: seedOf(feed.current, latest.current, viewport.current) },
        )
    })
    return () => {
      isWanted = false
    }
  }, [isLong, feed, viewport])
  if (loaded) return { ...loaded, from: 0 }
  return { Rows: null, seed: NOTHING, from: Math.max(0, rows.length - MOST_IN_FLOW) }
}
