/** A clock that goes on only by running what is due. Times are whole milliseconds. */
export interface VirtualTime {
  now(): number
  /** Runs something once, after a delay; the returned function takes that back. */
  after(delayMs: number, run: () => void): () => void
  /** Goes to the next time at which something is due and runs one thing of it. Returns false when nothing is due. */
  step(): boolean
}

interface Due {
  readonly at: number
  /** Things of the same time run in the order in which they were asked for. */
  readonly order: number
  /** Null when it was taken back. */
  run: (() => void) | null
}

const isBefore = (one: Due, other: Due): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order)

/** Creates a clock that stands at `startsAt`. */
export function createVirtualTime(startsAt = 1_700_000_000_000): VirtualTime {
  /** A binary heap with the first in front. */
  const heap: Due[] = []
  let now = startsAt
  let order = 0

  function push(due: Due): void {
    let at = heap.push(due) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      const parent = heap[above] as Due
      if (!isBefore(due, parent)) break
      heap[at] = parent
      at = above
    }
    heap[at] = due
  }

  function pop(): Due | undefined {
    const first = heap[0]
    const last = heap.pop()
    if (last === undefined || last === first) return first
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      if (below >= heap.length) break
      if (below + 1 < heap.length && isBefore(heap[below + 1] as Due, heap[below] as Due)) below += 1
      const child = heap[below] as Due
      if (!isBefore(child, last)) break
      heap[at] = child
      at = below
    }
    heap[at] = last
    return first
  }

  return {
    now: () => now,
    after(delayMs, run) {
      const due: Due = { at: now + Math.max(0, Math.ceil(delayMs)), order: order++, run }
      push(due)
      return () => {
        due.run = null
      }
    },
    step() {
      for (let due = pop(); due !== undefined; due = pop()) {
        if (due.run === null) continue
        now = due.at
        due.run()
        return true
      }
      return false
    },
  }
}
