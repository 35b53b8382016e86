interface TraceEvent {
  readonly name: string
  readonly ph: string
  /** Wall time and processor time of the thread, in µs, and how much of each the event took. */
  readonly ts: number
  readonly tts?: number
  readonly dur?: number
  readonly tdur?: number
  readonly pid: number
  readonly tid: number
}

/** The categories that `readMarks` needs. */
export const CATEGORIES = ['devtools.timeline', 'v8.execute', 'blink.user_timing']

/** What a page marks: a frame of a scroll, a key when it was pressed, and when what it did was on the screen. */
export type Mark = 'bench:frame' | 'bench:key' | 'bench:painted'

interface Point {
  readonly wall: number
  readonly own: number
}

/** The processor time that a thread had used at a wall time, between the two nearest moments that are known. */
function ownTime(points: readonly Point[], wall: number): number {
  let low = 0
  let high = points.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((points[middle]?.wall ?? 0) <= wall) low = middle + 1
    else high = middle
  }
  const before = points[low - 1]
  const after = points[low]
  if (!before || !after) return (before ?? after)?.own ?? Number.NaN
  return (
    before.own + ((after.own - before.own) * (wall - before.wall)) / Math.max(1, after.wall - before.wall)
  )
}

/** Reads when marks of a page were set, in ms of processor time of its main thread: what a neighbour does with the processor is not in it. */
export function readMarks(trace: Buffer): (name: Mark) => readonly number[] {
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as { traceEvents: readonly TraceEvent[] }
  const marked = traceEvents.find(({ name }) => name.startsWith('bench:'))
  const points = traceEvents
    .filter(({ ph, pid, tid }) => ph === 'X' && pid === marked?.pid && tid === marked.tid)
    .flatMap(({ ts, tts, dur = 0, tdur = 0 }): Point[] =>
      tts === undefined
        ? []
        : [
            { wall: ts, own: tts },
            { wall: ts + dur, own: tts + tdur },
          ],
    )
    .sort((a, b) => a.wall - b.wall || a.own - b.own)
  return name =>
    traceEvents
      .filter(event => event.name === name)
      .map(({ ts }) => ts)
      .sort((a, b) => a - b)
      .map(wall => ownTime(points, wall) / 1000)
}
