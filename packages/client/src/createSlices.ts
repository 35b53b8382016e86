import type { Environment } from './environment.ts'

/** Working gives the page its turn after this long. [C4] */
const SLICE_MS = 8

/** Work that is done a slice at a time. */
export interface Slices<T> {
  /** Takes items in their order before the next paint; without items `done` is called then all the same. */
  add(...items: T[]): void
  /** Takes an item at once where nothing waits, else in its order. */
  take(item: T): void
}

/** Does work in the order it came, with a turn for the page after each slice of time, and is `done` after the last item. [C4 C5] */
export function createSlices<T>(
  environment: Environment,
  take: (item: T) => void,
  done: () => void,
): Slices<T> {
  const queue: T[] = []
  let isPlanned = false
  function work(): void {
    const end = environment.now() + SLICE_MS
    try {
      while (queue.length > 0 && environment.now() <= end) take(queue.shift() as T)
    } finally {
      // Something that throws does not hold up what comes after.
      isPlanned = queue.length > 0
      if (isPlanned) environment.yieldToPage(work)
    }
    if (!isPlanned) done()
  }
  function add(...items: T[]): void {
    queue.push(...items)
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
