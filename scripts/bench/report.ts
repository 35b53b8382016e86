/** One measured row: what was measured first, then its numbers, units in the column names (`µs per delta`). */
export type BenchRow = Readonly<Record<string, string | number | boolean | null>>

/** One promise about a measured value. The direction stands in the name, see `atMost` and `atLeast`. */
export interface BenchLimit {
  readonly name: string
  readonly value: number
  readonly limit: number
  readonly ok: boolean
}

/** What `run()` of a bench file gives back. `peers` names each compared package with the version that was measured. */
export interface BenchReport {
  readonly peers: Readonly<Record<string, string>>
  readonly results: readonly BenchRow[]
  readonly limits: readonly BenchLimit[]
}

/** What a file in a `bench/` folder exports. */
export interface BenchModule {
  run(): Promise<BenchReport>
}

/** Makes a limit that holds while `value` is at most `limit`. A value that is not a number does not hold. */
export function atMost(name: string, value: number, limit: number): BenchLimit {
  return { name: `${name} (at most)`, value: rounded(value), limit, ok: value <= limit }
}

/** Makes a limit that holds while `value` is at least `limit`. A value that is not a number does not hold. */
export function atLeast(name: string, value: number, limit: number): BenchLimit {
  return { name: `${name} (at least)`, value: rounded(value), limit, ok: value >= limit }
}

/** Rounds to four significant digits: more than that is noise in any measurement made here. */
export function rounded(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(4)) : value
}
