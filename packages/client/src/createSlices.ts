import type { Environment } from './environment.ts'

/** Working gives the page its turn after this long. [C4] */
const SLICE_MS = 8

/** Does small pieces of work in the order in which they were given: at once, but with a turn for the page after each slice of time. */
export function createSlices(environment: Environment, done: () => void): (...work: (() => void)[]) => void {
  const queue: (() => void)[] = []
  let isYielding = false
  function pump(): void {
    const end = environment.now() + SLICE_MS
    do queue.shift()?.()
    while (queue.length > 0 && environment.now() < end)
    isYielding = queue.length > 0
    if (isYielding) environment.yieldToPage(pump)
    else done()
  }
  return (...work) => {
    queue.push(...work)
    if (!isYielding) pump()
  }
}
