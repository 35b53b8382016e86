/** What of a long thread is drawn as what it is, and what the viewport showed then. */
export interface Drawn {
  readonly keys: ReadonlySet<string>
  readonly from: number
  readonly to: number
  /** The frame in which rows were last added to it. */
  readonly frame: number
  /** The last scrolling left nothing in the viewport that was in it before. */
  readonly leaps: boolean
}

/** The rows that are in the page, and where the reader is. */
export interface Shown {
  readonly rows: readonly { readonly key: string; readonly index: number }[]
  /** The first and the last row in the viewport. */
  readonly from: number
  readonly to: number
  /** Rows that are drawn as what they are wherever the reader is. */
  readonly kept: readonly number[]
  readonly scrolling: boolean
  /** Grows with each frame. */
  readonly frame: number
}

/** Chromium draws and lays out a row with code in 2 to 5 ms, and a frame has 16. */
const ROWS_PER_FRAME = 2

function leaps(before: Drawn, { from, to, scrolling }: Shown): boolean {
  if (!scrolling) return false
  if (from === before.from && to === before.to) return before.leaps
  return from > before.to || to < before.from
}

/**
 * Chooses the rows that are drawn as what they are; the others are glimpsed at. What is drawn stays so while it is in the page. Of the rest, those
 * nearest to what the viewport shows come first: all at the first time, later a few in each frame, and none while the reader leaps from one place to
 * another, which nobody can read.
 */
export function chooseDrawn(before: Drawn | null, shown: Shown): Drawn {
  const { rows, from, to, kept, frame } = shown
  const isLeaping = before !== null && leaps(before, shown)
  const distance = (index: number) => Math.max(from - index, index - to, 0)
  const keys = new Set<string>()
  const others: { readonly key: string; readonly index: number }[] = []
  for (const row of rows) {
    if (before?.keys.has(row.key) || kept.includes(row.index)) keys.add(row.key)
    else others.push(row)
  }
  const room = before === null ? others.length : isLeaping || frame === before.frame ? 0 : ROWS_PER_FRAME
  others.sort((a, b) => distance(a.index) - distance(b.index))
  for (const { key } of others.slice(0, room)) keys.add(key)
  return { keys, from, to, leaps: isLeaping, frame: room > 0 ? frame : (before?.frame ?? frame) }
}
