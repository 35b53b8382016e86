import { type Envelope, formatOffset, type Offset, splitOffset } from '@sluice/protocol'
import type { SessionKey, Store } from '../../src/store/Store.ts'

const nothing = { directory: null, pages: [], commands: [], approvals: { opened: [], closed: [] } }

/** An event whose JSON has so many bytes. */
function eventOf(bytes: number): Envelope['event'] {
  const event = { type: 'part.delta', part: 'part-1234', from: 1000, text: '' }
  event.text = 'x'.repeat(bytes - JSON.stringify(event).length)
  return event
}

/** What writers did to a store. */
export interface LoadResult {
  readonly eventsPerSecond: number
  /** From asking to acknowledgement, of each append. */
  readonly latenciesMs: readonly number[]
}

/** Writers of a store, each with a session of its own and one append of one event under way at a time. */
export interface Load {
  /** Puts so many events into each session without measuring. */
  fill(eventsPerWriter: number): Promise<void>
  run(eventsPerWriter: number): Promise<LoadResult>
}

/** The events of one commit when a store is filled. */
const FILL_EVENTS = 4096

/** Creates `writers` writers of events of `eventBytes` each. */
export function createLoad(store: Store, writers: number, eventBytes: number): Load {
  const event = eventOf(eventBytes)
  const heads: (Offset | null)[] = Array.from({ length: writers }, () => null)
  const keys: SessionKey[] = heads.map((_, index) => ({ tenant: 'local', agent: 'triage', id: `s${index}` }))

  const append = async (writer: number, events: number): Promise<void> => {
    const after = heads[writer] ?? null
    const sequence = after === null ? 0 : splitOffset(after).sequence
    const envelopes = Array.from(
      { length: events },
      (_, index): Envelope => ({
        offset: formatOffset(sequence + index + 1, 'abcdefgh'),
        at: 1_790_000_000_000 + sequence,
        actor: { kind: 'agent', id: 'triage' },
        event,
      }),
    )
    const key = keys[writer]
    if (key === undefined) throw new Error('There is no such writer.')
    await store.append({ key, after, envelopes, projections: nothing })
    heads[writer] = envelopes.at(-1)?.offset ?? null
  }

  const all = async (run: (writer: number) => Promise<void>): Promise<void> => {
    await Promise.all(heads.map((_, writer) => run(writer)))
  }

  return {
    fill: async eventsPerWriter => {
      const atOnce = Math.ceil(FILL_EVENTS / writers)
      for (let left = eventsPerWriter; left > 0; left -= atOnce) {
        await all(writer => append(writer, Math.min(left, atOnce)))
      }
    },
    run: async eventsPerWriter => {
      const latenciesMs: number[] = []
      const start = performance.now()
      await all(async writer => {
        for (let left = eventsPerWriter; left > 0; left -= 1) {
          const asked = performance.now()
          await append(writer, 1)
          latenciesMs.push(performance.now() - asked)
        }
      })
      const seconds = (performance.now() - start) / 1000
      return { eventsPerSecond: (writers * eventsPerWriter) / seconds, latenciesMs }
    },
  }
}
