/** Tells the time. [X1] */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
}

/** Runs things later. [X1] */
export interface Timers {
  /** Runs `run` once, after at least `delayMs`; the returned function takes that back. */
  after(delayMs: number, run: () => void): () => void
}

/** Draws a number from 0 up to, not including, 1. [X1] */
export type Random = () => number

/** Something went wrong that no caller can be told about. */
export interface Problem {
  /** What happened and what it means. */
  readonly message: string
  readonly cause: unknown
}
