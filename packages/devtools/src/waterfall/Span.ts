import type { Id } from '@sluice/protocol'

/** What a span is of. */
export type SpanKind = 'run' | 'model' | 'tool' | 'subsession' | 'fiber' | 'step' | 'timer'

/** What a stretch of a span was spent on. */
export type SegmentKind =
  | 'queued'
  | 'request'
  | 'model'
  | 'tool'
  | 'waiting'
  | 'back-off'
  | 'sleeping'
  | 'lost'

/** A stretch of a span, in server times in ms. */
export interface Segment {
  readonly kind: SegmentKind
  readonly start: number
  /** Null while it goes on. */
  end: number | null
}

/** Work that has a beginning and perhaps an end. It changes while the log grows; who draws it looks at the log's count. */
export interface Span {
  readonly id: Id
  readonly kind: SpanKind
  readonly name: string
  readonly depth: number
  readonly parent: Span | null
  readonly children: Span[]
  /** Server times in ms; `end` is null while it is open. */
  readonly start: number
  end: number | null
  /** `open`, `interrupted`, or the outcome that settled it. */
  status: string
  readonly segments: Segment[]
  /** When the first part of a model's answer came. */
  firstToken: number | null
  recoveries: number
  /** The position of the event that opened it; of a step, of the stash that kept it. */
  readonly position: number
}

/** Ends what goes on and begins another segment; at the same time nothing is left of the one before. */
export function turnTo(span: Span, kind: SegmentKind | null, at: number): void {
  const last = span.segments.at(-1)
  if (last !== undefined && last.end === null) {
    last.end = Math.max(last.start, at)
    if (last.end === last.start) span.segments.pop()
  }
  if (kind !== null) span.segments.push({ kind, start: at, end: null })
}

/** Ends a span. The calls of a model's answer go on when the answer is complete. */
export function endSpan(span: Span, status: string, at: number): void {
  if (span.end !== null) return
  turnTo(span, null, at)
  span.end = Math.max(span.start, at)
  span.status = status
}

/** Ends everything that is open below a span, as a run that settles does. */
export function endChildren(span: Span, status: string, at: number): void {
  for (const child of span.children) {
    endSpan(child, status === 'completed' ? 'cancelled' : status, at)
    endChildren(child, status, at)
  }
}

/** The segments of a span since a time; looked at from the newest on, so that it does not depend on how many there were before. */
export function segmentsSince({ segments }: Span, from: number, now: number): Segment[] {
  const found: Segment[] = []
  for (let index = segments.length - 1; index >= 0; index--) {
    const { kind, start, end } = segments[index] as Segment
    if ((end ?? now) <= from) break
    if (start < now) found.push({ kind, start: Math.max(start, from), end: end ?? now })
  }
  return found.reverse()
}
