import { systemClock, systemRandom } from '../system.ts'

/** The protocol's epoch, 9 October 2024, and its interval. [Durable Streams, 8.1] */
const EPOCH_MS = Date.UTC(2024, 9, 9)
const INTERVAL_MS = 20_000

/** How many intervals an hour has: the most that a cursor jumps ahead. */
const MOST_JITTER = 180

/** A cursor that is later than the one the client has, so that no cache answers it with what it has seen. [S8] */
export function streamCursor(given: string | undefined): string {
  const now = Math.floor((systemClock.now() - EPOCH_MS) / INTERVAL_MS)
  const had = /^\d{1,12}$/.test(given ?? '') ? Number(given) : -1
  return String(had < now ? now : had + 1 + Math.floor(systemRandom() * MOST_JITTER))
}
