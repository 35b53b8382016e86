import { formatOffset, type Offset } from '@sluice/protocol'
import { describe, expect, test } from 'vitest'
import {
  createFakeClock,
  createSimulatedDisk,
  type DiskFaults,
  type FakeClock,
  type SimulatedDisk,
  type StoreUnderTest,
} from '../../src/index.ts'
import { seeded } from './seeded.ts'

const key = { tenant: 'acme', agent: 'triage', id: 'first' }

function append(
  store: StoreUnderTest,
  after: Offset | null,
  offset: Offset,
  text = 'x'.repeat(40),
): Promise<void> {
  return store.append({
    key,
    after,
    envelopes: [
      { offset, at: 1, actor: { kind: 'host', id: 'h' }, event: { type: 'data.noted', text } as never },
    ],
    projections: { directory: null, pages: [], commands: [], approvals: { opened: [], closed: [] } },
  })
}

/** Lets the clock go on until a promise is settled. Promises settle between two steps of the clock. */
async function wait<T>(clock: FakeClock, promise: Promise<T>): Promise<T> {
  let isSettled = false
  const settled = () => {
    isSettled = true
  }
  promise.then(settled, settled)
  for (let step = 0; !isSettled; step += 1) {
    if (step > 10_000) throw new Error('The promise does not settle.')
    clock.advance(0.1)
    await Promise.resolve()
    await Promise.resolve()
  }
  return promise
}

async function readOffsets(clock: FakeClock, store: StoreUnderTest): Promise<Offset[]> {
  const { envelopes, atHead } = await wait(clock, store.read(key, null, 1_000_000))
  expect(atHead).toBe(true)
  return envelopes.map(({ offset }) => offset)
}

interface Run {
  readonly disk: SimulatedDisk
  readonly log: readonly Offset[]
  readonly trace: readonly string[]
}

/** Appends one event after the other, some without waiting, through crashes at any moment, and checks the log after each. */
async function runSeed(seed: number, faults: Partial<DiskFaults>): Promise<Run> {
  const random = seeded(seed)
  const clock = createFakeClock()
  const disk = createSimulatedDisk({ random, after: clock.after, faults })
  const trace: string[] = []
  let acknowledged: Offset[] = []
  let asked: Offset[] = []

  for (let life = 0; life < 5; life += 1) {
    const store = await wait(clock, disk.open())
    const log = await readOffsets(clock, store)
    // All that was acknowledged is there, and what else is there was asked for, in the order of asking.
    expect(log.slice(0, acknowledged.length), `seed ${seed}, life ${life}`).toEqual(acknowledged)
    expect(
      log.filter((offset, index) => offset !== asked[index]),
      `seed ${seed}, life ${life}`,
    ).toEqual([])
    trace.push(`${life}: ${log.length} of ${asked.length}`)
    acknowledged = [...log]
    asked = [...log]

    let head = log.at(-1) ?? null
    for (let count = 0; count < 12; count += 1) {
      const after = head
      const offset = formatOffset(asked.length + 1, `life000${life}`)
      const appended = append(store, after, offset)
      const waits = random() < 0.5
      asked.push(offset)
      head = offset
      const outcome = appended.then(
        () => void acknowledged.push(offset),
        (cause: { code?: string }) => void trace.push(`${offset} ${cause.code}`),
      )
      if (!waits) continue
      await wait(clock, outcome)
      if (acknowledged.at(-1) === offset) continue
      // It failed: what the log holds is the truth now.
      acknowledged = await readOffsets(clock, store)
      asked = [...acknowledged]
      head = acknowledged.at(-1) ?? null
    }
    for (let steps = Math.floor(random() * 30); steps > 0; steps -= 1) {
      clock.advance(0.1)
      await Promise.resolve()
    }
    disk.crash(random() < 0.3 ? 'kill' : 'power')
    clock.settle(100)
    await Promise.resolve()
    await Promise.resolve()
  }
  return { disk, log: acknowledged, trace }
}

describe('a simulated disk', () => {
  const faults = { shortWrite: 0.2, syncMs: [0.5, 2], pageLength: 64 } as const

  test('[S1] What was acknowledged outlives any crash, and nothing is there without what goes before it', async () => {
    const sums = { crashes: 0, lostPages: 0, revivedCommits: 0, shortWrites: 0 }
    for (let seed = 1; seed <= 300; seed += 1) {
      const history = (await runSeed(seed, faults)).disk.history()
      for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += history[name]
    }
    // The seeds reach what they are for.
    expect(sums.crashes).toBe(1500)
    expect(sums.lostPages).toBeGreaterThan(100)
    expect(sums.revivedCommits).toBeGreaterThan(10)
    expect(sums.shortWrites).toBeGreaterThan(500)
  })

  test('[X1] The same seed gives the same run', async () => {
    const runAll = async () => {
      const runs: unknown[] = []
      for (let seed = 1; seed <= 25; seed += 1) {
        const { disk, log, trace } = await runSeed(seed, faults)
        runs.push({ history: disk.history(), log, trace })
      }
      return runs
    }
    const runs = await runAll()
    expect(await runAll()).toEqual(runs)
    expect(new Set(runs.map(run => JSON.stringify(run))).size).toBe(25)
  })

  test('[S2] A full disk refuses the append and what builds on it, and goes on when there is room', async () => {
    const clock = createFakeClock()
    const disk = createSimulatedDisk({ random: seeded(1), after: clock.after, faults: { capacity: 2000 } })
    const store = await wait(clock, disk.open())
    const [one, two] = [formatOffset(1, 'aaaaaaaa'), formatOffset(2, 'aaaaaaaa')]
    await wait(clock, append(store, null, one))
    await expect(wait(clock, append(store, one, two, 'x'.repeat(5000)))).rejects.toMatchObject({
      code: 'failed',
    })
    await expect(wait(clock, append(store, two, formatOffset(3, 'aaaaaaaa')))).rejects.toMatchObject({
      code: 'conflict',
    })
    await wait(clock, append(store, one, two))
    expect(await readOffsets(clock, store)).toEqual([one, two])
    disk.change({ capacity: 10_000 })
    await wait(clock, append(store, two, formatOffset(3, 'aaaaaaaa'), 'x'.repeat(5000)))
    disk.crash('power')
    const again = await wait(clock, disk.open())
    expect(await readOffsets(clock, again)).toHaveLength(3)
  })

  test('[S1] A commit whose sync failed is refused, and after a crash it is there whole or not at all', async () => {
    const found = new Set<number>()
    for (let seed = 1; seed <= 50; seed += 1) {
      const clock = createFakeClock()
      const disk = createSimulatedDisk({
        random: seeded(seed),
        after: clock.after,
        faults: { failedSync: 1 },
      })
      const store = await wait(clock, disk.open())
      const lost = append(store, null, formatOffset(1, 'aaaaaaaa'))
      await expect(wait(clock, lost)).rejects.toMatchObject({ code: 'failed' })
      expect(await readOffsets(clock, store)).toEqual([])
      disk.crash('power')
      found.add((await readOffsets(clock, await wait(clock, disk.open()))).length)
    }
    expect([...found].sort()).toEqual([0, 1])
  })

  test('[S5] A disk that is open cannot be opened again before its store is closed or has crashed', async () => {
    const clock = createFakeClock()
    const disk = createSimulatedDisk({ random: seeded(1), after: clock.after })
    const store = await wait(clock, disk.open())
    await expect(disk.open()).rejects.toMatchObject({ name: 'StoreError', code: 'held' })
    await wait(clock, store.close())
    await wait(clock, disk.open())
    disk.crash()
    await wait(clock, disk.open())
  })

  test('[X1] Nothing that a crashed store was asked for ever settles', async () => {
    const clock = createFakeClock()
    const disk = createSimulatedDisk({ random: seeded(1), after: clock.after })
    const store = await wait(clock, disk.open())
    const settled: string[] = []
    const note = (name: string) => () => void settled.push(name)
    append(store, null, formatOffset(1, 'aaaaaaaa')).then(note('append'), note('append'))
    store.head(key).then(note('head'), note('head'))
    await Promise.resolve()
    disk.crash()
    store.close().then(note('close'), note('close'))
    clock.settle(10_000)
    await new Promise(resolve => setImmediate(resolve))
    expect(settled).toEqual([])
  })
})
