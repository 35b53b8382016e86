import { inTurns, median, percentile } from '../../../scripts/bench/measure.ts'
import {
  atLeast,
  atMost,
  type BenchLimit,
  type BenchReport,
  type BenchRow,
} from '../../../scripts/bench/report.ts'
import { openSqliteStore } from '../src/store/sqlite/openSqliteStore.ts'
import { bareEventsPerSecond } from './append/bare.ts'
import { bytesIn, inDirectory, withStore } from './append/files.ts'
import { createLoad } from './append/load.ts'

const ROUNDS = 5
const SIZES = [200, 1024]
const MANY = 256

/** Events of each writer in one round, so that a round takes about a second; before it some that do not count, because each store has a new thread. */
const ALONE_EVENTS = 2000
const ALONE_WARMUP = 200
const MANY_EVENTS = 150
const MANY_WARMUP = 30

/** Measures appends to the SQLite store. Payload is the JSON of the events, without their offsets, times and actors. */
export async function run(): Promise<BenchReport> {
  const results: BenchRow[] = []
  const limits: BenchLimit[] = []
  for (const size of SIZES) {
    const { row, p99, ratio } = await measureWriters(size)
    const bytes = await bytesPerPayloadByte(size)
    results.push({ ...row, 'bytes on disk per byte': bytes })
    limits.push(
      atLeast(`${size} B: 256 writers to one`, ratio, 12),
      atMost(`${size} B: ms to acknowledgement, p99 of 256 writers`, p99, 15),
      atMost(`${size} B: bytes on disk per byte of payload`, bytes, 1.5),
    )
  }
  const one = await measureGrowth(1, 1000, 200)
  const many = await measureGrowth(MANY, MANY * MANY_WARMUP, 200)
  limits.push(
    atMost('an append at 1,000,000 events to one at 1,000', one, 1.5),
    atMost('256 writers at 1,000,000 events to 256 at 8,000', many, 1.5),
  )
  return {
    peers: { node: process.versions.node, sqlite: process.versions.sqlite ?? '' },
    results,
    limits,
  }
}

async function measureWriters(size: number): Promise<{ row: BenchRow; p99: number; ratio: number }> {
  const p50s: number[] = []
  const p99s: number[] = []
  const aloneMs: number[] = []
  const measured = await inTurns(
    {
      bare: () => bareEventsPerSecond(ALONE_EVENTS, size),
      one: () =>
        withStore(async store => {
          const load = createLoad(store, 1, size)
          await load.run(ALONE_WARMUP)
          const { eventsPerSecond, latenciesMs } = await load.run(ALONE_EVENTS)
          aloneMs.push(percentile(latenciesMs, 0.5))
          return eventsPerSecond
        }),
      many: () =>
        withStore(async store => {
          const load = createLoad(store, MANY, size)
          await load.run(MANY_WARMUP)
          const { eventsPerSecond, latenciesMs } = await load.run(MANY_EVENTS)
          p50s.push(percentile(latenciesMs, 0.5))
          p99s.push(percentile(latenciesMs, 0.99))
          return eventsPerSecond
        }),
    },
    { rounds: ROUNDS },
  )
  const ratio = measured.many.median / measured.one.median
  const p99 = median(p99s.slice(1))
  return {
    p99,
    ratio,
    row: {
      event: `${size} B`,
      'node:sqlite, a commit each, events/s': measured.bare.median,
      'one writer, events/s': measured.one.median,
      'p50 ms, one': median(aloneMs.slice(1)),
      '256 writers, events/s': measured.many.median,
      '256 to one': ratio,
      'p50 ms, 256': median(p50s.slice(1)),
      'p99 ms, 256': p99,
    },
  }
}

/** Writes 50,000 events, closes the store, and measures all that is left. */
function bytesPerPayloadByte(size: number): Promise<number> {
  return inDirectory(async directory => {
    const store = await openSqliteStore({ directory })
    const eventsPerWriter = 200
    await createLoad(store, MANY, size).run(eventsPerWriter)
    await store.close()
    return bytesIn(directory) / (MANY * eventsPerWriter * size)
  })
}

/** What an append of so many writers takes in a store of a million events, divided by what it takes in one of `events`. */
function measureGrowth(writers: number, events: number, size: number): Promise<number> {
  const measured = Math.ceil(writers === 1 ? ALONE_EVENTS / 2 : MANY_EVENTS / 2)
  return withStore(async grown => {
    const large = createLoad(grown, writers, size)
    await large.fill(Math.ceil(1_000_000 / writers))
    const { before, after } = await inTurns(
      {
        // A new store each time, because it would not stay small; reaching its size warms up its thread.
        before: () =>
          withStore(async store => {
            const small = createLoad(store, writers, size)
            await small.run(Math.ceil(events / writers))
            return 1 / (await small.run(measured)).eventsPerSecond
          }),
        after: async () => 1 / (await large.run(measured)).eventsPerSecond,
      },
      { rounds: ROUNDS },
    )
    return after.median / before.median
  })
}
