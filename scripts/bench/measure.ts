/** Spread of the samples of one subject, in the unit of the samples. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
  readonly samples: readonly number[]
}

/** Returns the middle of the samples, or the mean of the two middle ones. */
export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5)
}

/** Returns the linearly interpolated percentile, `at` between 0 and 1. NaN when there is no sample. */
export function percentile(samples: readonly number[], at: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  const position = (sorted.length - 1) * at
  const below = sorted[Math.floor(position)]
  const above = sorted[Math.ceil(position)]
  if (below === undefined || above === undefined) return Number.NaN
  return below + (above - below) * (position - Math.floor(position))
}

/** Describes the samples. */
export function spread(samples: readonly number[]): Spread {
  return { median: median(samples), min: Math.min(...samples), max: Math.max(...samples), samples }
}

/**
 * Runs the subjects in turns, `rounds` times each, and returns the spread of the numbers they gave back. The order
 * is reversed in every other round, so that a machine that warms up or slows down favours nobody; the
 * first `warmups` rounds are not counted.
 */
export async function inTurns<Name extends string>(
  subjects: Readonly<Record<Name, () => number | Promise<number>>>,
  options: { readonly rounds: number; readonly warmups?: number },
): Promise<Record<Name, Spread>> {
  const names = Object.keys(subjects) as Name[]
  const samples = new Map<Name, number[]>(names.map(name => [name, []]))
  const warmups = options.warmups ?? 1
  for (let round = 0; round < warmups + options.rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      collectGarbage()
      const value = await subjects[name]()
      if (round >= warmups) samples.get(name)?.push(value)
    }
  }
  return Object.fromEntries(names.map(name => [name, spread(samples.get(name) ?? [])])) as Record<
    Name,
    Spread
  >
}

/** Returns the milliseconds that `work` took. */
export async function millisecondsOf(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** Returns the milliseconds of processor time that this thread has used; what else the machine does is not in it. */
export function threadMilliseconds(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/**
 * Returns the microseconds of processor time that one call of a synchronous `work` takes: calls it until `forMs` have
 * passed, in batches of `batch`, and divides. `work` gets the number of the call, so that it need not do the same thing
 * twice.
 */
export function microsecondsPerCall(
  work: (call: number) => unknown,
  options: { readonly forMs?: number; readonly batch?: number } = {},
): number {
  const { forMs = 200, batch = 1 } = options
  const start = threadMilliseconds()
  let calls = 0
  let passed = 0
  while (passed < forMs) {
    for (let index = 0; index < batch; index += 1) work(calls + index)
    calls += batch
    passed = threadMilliseconds() - start
  }
  return (passed * 1000) / calls
}

/** Collects garbage where Node was started with `--expose-gc`, as `npm run bench` does. */
export function collectGarbage(): void {
  globalThis.gc?.()
}
