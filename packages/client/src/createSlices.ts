import type { Environment } from './environment.ts'

/** Working gives the page its turn after this long. [C4] */
const SLICE_MS = 8

/** Work that is done a slice at a time. */
export interface Slices<T> {
  /** Takes an item in its order before the next paint; without one `done` is called then all the same. */
  add(item?: T): void
  /** Takes an item at once where nothing waits, else in its order. */
  take(item: T): void
}

/**
 * Does work in the order it came, with a turn for the page after each slice of time, and is `done` after the last item. Neighbours that `join` makes
 * one item of are taken as one. [C4 C5]
 */
export function createSlices<T>(
  environment: Environment,
  take: (item: T) => void,
  done: () => void,
  join: (last: T, next: T) => T | null,
): Slices<T> {
  const queue: T[] = []
  let isPlanned = false
  function work(): void {
    // A single item, as there mostly is, needs no clock.
    const end = queue.length > 1 ? environment.now() + SLICE_MS : 0
    try {
      do {
        if (queue.length > 0) take(queue.shift() as T)
      } while (queue.length > 0 && environment.now() <= end)
    } finally {
      // Something that throws does not hold up what comes after.
      isPlanned = queue.length > 0
      if (isPlanned) environment.yieldToPage(work)
    }
    if (!isPlanned) done()
  }
  function add(item?: T): void {
    if (item !== undefined) {
      const last = queue.at(-1)
      const whole = last !== undefined && join(last, item)
      if (whole) queue[queue.length - 1] = whole
      else queue.push(item)
    }
    if (!isPlanned) environment.onFrame(work)
    isPlanned = true
  }
  return {
    add,
    take(item) {
      if (queue.length > 0) add(item)
      else take(item)
    },
  }
}
