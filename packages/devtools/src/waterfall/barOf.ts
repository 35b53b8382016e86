import type { TimeScale } from './createTimeScale.ts'
import type { SegmentKind, Span } from './Span.ts'

/** The part of the scale that is in sight, from 0 to 1. */
export interface TimeWindow {
  readonly from: number
  readonly to: number
}

/** The whole scale. */
export const wholeWindow: TimeWindow = { from: 0, to: 1 }

/** A stretch as parts of the width that is in sight; it may begin before it and end behind it. */
export interface Stretch {
  readonly start: number
  readonly width: number
}

/** A span as it is drawn. */
export interface Bar extends Stretch {
  readonly segments: readonly (Stretch & { readonly kind: SegmentKind })[]
  /** Where the first part of a model's answer came; null where it did not. */
  readonly firstToken: number | null
}

/** A stretch that is clipped to a little more than what is in sight, so that a deep zoom draws no elements of a million pixels. */
function clip(start: number, end: number): Stretch {
  const from = Math.max(-0.1, Math.min(1.1, start))
  const to = Math.max(-0.1, Math.min(1.1, end))
  return { start: from, width: Math.max(0, to - from) }
}

/** Where a span and its segments are; open ones reach to `now`. */
export function barOf(span: Span, scale: TimeScale, { from, to }: TimeWindow, now: number): Bar {
  const place = (at: number) => (scale.placeOf(at) - from) / Math.max(1e-9, to - from)
  return {
    ...clip(place(span.start), place(span.end ?? now)),
    segments: span.segments.map(({ kind, start, end }) => ({
      kind,
      ...clip(place(start), place(end ?? Math.max(now, start))),
    })),
    firstToken: span.firstToken === null ? null : place(span.firstToken),
  }
}

/** The least of the scale that a zoom shows. */
const LEAST = 1e-5

/** A window of another size around a place of it (0 to 1 within the window). */
export function zoom({ from, to }: TimeWindow, factor: number, around: number): TimeWindow {
  const size = Math.min(1, Math.max(LEAST, (to - from) * factor))
  const fixed = from + (to - from) * around
  const start = Math.max(0, Math.min(1 - size, fixed - size * around))
  return { from: start, to: start + size }
}

/** A window of the same size further along, by a share of its size. */
export function pan({ from, to }: TimeWindow, share: number): TimeWindow {
  const size = to - from
  const start = Math.max(0, Math.min(1 - size, from + size * share))
  return { from: start, to: start + size }
}

/** The window between two places, whichever comes first; the whole where they are the same. */
export function windowBetween(a: number, b: number): TimeWindow {
  const from = Math.max(0, Math.min(a, b))
  const to = Math.min(1, Math.max(a, b))
  return to - from < LEAST ? wholeWindow : { from, to }
}
