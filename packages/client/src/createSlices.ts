import type { Environment } from './environment.ts'

/** Working gives the page its turn after this long. [C4] */
const SLICE_MS = 8

/**
 * Takes items in their order before the next paint, with a turn for the page after each slice of time, and is `done` after the last one. Called
 * without items it is done before the next paint all the same. [C4 C5]
 */
export function createSlices<T>(
  environment: Environment,
  take: (item: T) => void,
  done: () => void,
): (...items: T[]) => void {
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
  return (...items) => {
    queue.push(...items)
    if (!isPlanned) environment.onFrame(work)
    isPlanned = true
  }
}
