import type { Envelope } from '@sluice/protocol'
import { type Hub, type Principal, ServerError, type SessionKey, type Timers } from '@sluice/server'
import type { Journal } from './journal.ts'

/** What a poller is made of. */
export interface PollOptions {
  readonly hub: Hub
  readonly key: SessionKey
  readonly timers: Timers
  readonly journal: Journal
  /** What was read by now, also from the processes before. */
  readonly envelopes: Envelope[]
  readonly everyMs: number
}

const reader: Principal = { id: 'reader', tenant: 'acme', expiresAt: null }

/** Reads the log of a session piece by piece, as a reader over HTTP does, for as long as the process runs; it goes on where the one before ended. */
export function poll({ hub, key, timers, journal, envelopes, everyMs }: PollOptions): void {
  const look = async (): Promise<void> => {
    try {
      const after = envelopes.at(-1)?.offset ?? null
      const range = await hub.reads.events(reader, key, after, 2_000)
      envelopes.push(...range.envelopes)
    } catch (error) {
      // A backup was put back: what is not in it any more is given up.
      if (error instanceof ServerError && error.code === 'offset-gone')
        while (journal.lost.has(envelopes.at(-1)?.offset ?? '')) envelopes.pop()
      const isMet =
        error instanceof ServerError &&
        ['storage-failed', 'shutting-down', ...(journal.lost.size > 0 ? ['offset-gone'] : [])].includes(
          error.code,
        )
      if (!isMet) journal.violate(`the poller could not read ${key.id}: ${String(error)}`)
    }
    timers.after(everyMs, () => void look())
  }
  timers.after(everyMs, () => void look())
}
