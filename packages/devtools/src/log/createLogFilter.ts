import { upperBound } from '@sluice/client'
import type { Envelope } from '@sluice/protocol'

/** The rows of a log that a filter lets through. */
export interface LogFilter {
  /** Looks at what came since the last call and tells how many of the first `count` envelopes are rows. */
  extend(count: number): number
  /** The position in the log of a row. */
  positionOf(row: number): number
  /** The last row at or before a position in the log; -1 when there is none. */
  rowAt(position: number): number
}

/**
 * Makes a filter over the envelopes of one log, to which more may be added at the end. Each envelope is looked at once, so that an appended event costs the same in a log of a
 * hundred thousand as in a log of ten; a filter that lets all through keeps no list.
 */
export function createLogFilter(
  envelopes: readonly Envelope[],
  matches: ((envelope: Envelope, position: number) => boolean) | null,
): LogFilter {
  if (matches === null) {
    let scanned = 0
    return {
      extend: count => {
        scanned = Math.max(scanned, count)
        return count
      },
      positionOf: row => row,
      rowAt: position => Math.min(position, scanned - 1),
    }
  }
  const positions: number[] = []
  let scanned = 0
  return {
    extend: count => {
      for (; scanned < count; scanned++) {
        const envelope = envelopes[scanned]
        if (envelope !== undefined && matches(envelope, scanned)) positions.push(scanned)
      }
      return count === scanned
        ? positions.length
        : upperBound(positions.length, row => (positions[row] ?? 0) < count)
    },
    positionOf: row => positions[row] ?? -1,
    rowAt: position => upperBound(positions.length, row => (positions[row] ?? 0) <= position) - 1,
  }
}
