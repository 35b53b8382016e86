/** How a frame counts against the rate of its connection. [S7] */
export type RateVerdict =
  | { readonly verdict: 'within' }
  /** The frame is refused; asking again makes sense after this time. */
  | { readonly verdict: 'over'; readonly retryAfterMs: number }
  /** The client does not slow down. */
  | { readonly verdict: 'flood' }

/** Creates a token bucket: `burst` at once, `perSecond` on average; as many again over that are a flood. */
export function createRateLimit(perSecond: number, burst: number): (now: number) => RateVerdict {
  let tokens = burst
  let last: number | null = null
  return now => {
    const elapsedMs = last === null ? 0 : Math.max(0, now - last)
    last = now
    tokens = Math.min(burst, tokens + (elapsedMs * perSecond) / 1000) - 1
    if (tokens >= 0) return { verdict: 'within' }
    if (tokens < -burst) return { verdict: 'flood' }
    return { verdict: 'over', retryAfterMs: Math.ceil((-tokens * 1000) / perSecond) }
  }
}
