import { upperBound } from '@sluice/client'
import type { SegmentKind, Span } from './Span.ts'

/** Turns server times into places from 0 to 1, and back. */
export interface TimeScale {
  placeOf(at: number): number
  timeAt(place: number): number
  /** The stretches that were made short, as places. */
  readonly gaps: readonly { readonly start: number; readonly end: number; readonly durationMs: number }[]
}

/** Where nothing is computed: nobody has to look at how long it took. */
const idleKinds: ReadonlySet<SegmentKind> = new Set(['waiting', 'queued', 'back-off', 'sleeping', 'lost'])

/** An idle stretch shorter than this share of the work is left as it is. */
const SHORT_SHARE = 0.08

/** A stretch that was made short takes this share of the work. */
const GAP_SHARE = 0.025

type Interval = readonly [start: number, end: number]

/** The times at which something worked, merged and in order. */
export function busyTimes(roots: readonly Span[], now: number): readonly Interval[] {
  const intervals: Interval[] = []
  const collect = (spans: readonly Span[]) => {
    for (const { segments, children } of spans) {
      for (const { kind, start, end } of segments)
        if (!idleKinds.has(kind)) intervals.push([start, Math.max(start, end ?? now)])
      collect(children)
    }
  }
  collect(roots)
  intervals.sort(([a], [b]) => a - b)
  const merged: [number, number][] = []
  for (const [start, end] of intervals) {
    const last = merged.at(-1)
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end)
    else merged.push([start, end])
  }
  return merged
}

/** A scale from one time to another on which long stretches between the busy ones are short; without those, an even one. */
export function createTimeScale(from: number, to: number, busy: readonly Interval[] | null): TimeScale {
  const end = Math.max(to, from + 1)
  const worked = busy?.reduce((sum, [start, stop]) => sum + stop - start, 0) ?? 0
  const unit = worked > 0 ? worked : end - from
  const points: { at: number; weight: number }[] = [{ at: from, weight: 0 }]
  const cuts: { index: number; durationMs: number }[] = []
  const goTo = (at: number, isIdle: boolean) => {
    const { at: before, weight } = points.at(-1) ?? { at: from, weight: 0 }
    const durationMs = at - before
    if (durationMs <= 0) return
    const isCut = isIdle && durationMs > unit * SHORT_SHARE
    if (isCut) cuts.push({ index: points.length, durationMs })
    points.push({ at, weight: weight + (isCut ? unit * GAP_SHARE : durationMs) })
  }
  for (const [start, stop] of busy ?? [[from, end] as const]) {
    goTo(Math.min(Math.max(start, from), end), true)
    goTo(Math.min(Math.max(stop, from), end), false)
  }
  goTo(end, busy !== null)
  const whole = points.at(-1)?.weight || 1

  function between(value: number, known: 'at' | 'weight', wanted: 'at' | 'weight'): number {
    const index = Math.max(
      1,
      Math.min(
        points.length - 1,
        upperBound(points.length, i => (points[i]?.[known] ?? 0) <= value),
      ),
    )
    const left = points[index - 1]
    const right = points[index]
    if (left === undefined || right === undefined) return left?.[wanted] ?? 0
    const part = (value - left[known]) / (right[known] - left[known] || 1)
    return left[wanted] + Math.max(0, Math.min(1, part)) * (right[wanted] - left[wanted])
  }

  return {
    placeOf: at => between(at, 'at', 'weight') / whole,
    timeAt: place => between(place * whole, 'weight', 'at'),
    gaps: cuts.map(({ index, durationMs }) => ({
      start: (points[index - 1]?.weight ?? 0) / whole,
      end: (points[index]?.weight ?? 0) / whole,
      durationMs,
    })),
  }
}
