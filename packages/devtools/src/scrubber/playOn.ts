import type { Envelope } from '@sluice/protocol'

/** Where playing is: the event that is shown, and the time that has passed since it was. */
export interface PlayPosition {
  readonly position: number
  /** In ms of the one who watches. */
  readonly passedMs: number
}

/** Longer than this nobody watches nothing happen; what a session stood idle for is skipped, at any speed. */
export const IDLE_MS = 500

/** Plays on for a time at a speed. A position at the end of the log stays there. */
export function playOn(
  { position, passedMs }: PlayPosition,
  elapsedMs: number,
  speed: number,
  envelopes: readonly Envelope[],
  count: number,
): PlayPosition {
  let at = position
  let rest = passedMs + elapsedMs
  while (at < count - 1) {
    const gap = (envelopes[at + 1]?.at ?? 0) - (envelopes[at]?.at ?? 0)
    const waitMs = at < 0 ? 0 : Math.min(IDLE_MS, gap / speed)
    if (waitMs > rest) return { position: at, passedMs: rest }
    rest -= waitMs
    at += 1
  }
  return { position: at, passedMs: 0 }
}
