/** The time that countdowns and durations are drawn with; handed in, so that a story looks the same tomorrow. [X1] */
export interface UiClock {
  /** The time in ms since the epoch. */
  readonly now: () => number
  /** Calls the listener at an interval until the returned function is called. */
  readonly every: (intervalMs: number, listener: () => void) => () => void
}
