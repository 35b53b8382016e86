import { setTimeout } from 'node:timers/promises'
import { median, percentile } from '../../../../scripts/bench/measure.ts'
import { atMost, type BenchLimit, type BenchRow } from '../../../../scripts/bench/report.ts'
import type { Subscribers } from './forkSubscribers.ts'
import { openPlain } from './plain.ts'
import type { Publisher } from './publisher.ts'
import { openSluice } from './sluice.ts'
import { syncs } from './syncs.ts'

const EVENTS_PER_SECOND = 50

const SUBSCRIBERS = 100

const EVENTS = 250

const ROUNDS = 3

/** The times from an append to its arrival at each subscriber, in ms. */
async function arrivals(publisher: Publisher, subscribers: Subscribers): Promise<readonly number[]> {
  const { port, path, protocol, greeting, ready } = publisher
  await subscribers.ask({ ask: 'open', count: SUBSCRIBERS, port, path, protocol, greeting, ready }, 'opened')
  let turn = 0
  const publish = async (events: number): Promise<void> => {
    const start = performance.now()
    for (let index = 0; index < events; index++, turn++) {
      publisher.publish(turn)
      const next = start + ((index + 1) * 1000) / EVENTS_PER_SECOND
      await setTimeout(Math.max(0, next - performance.now()))
    }
    await subscribers.reached(turn - 1)
  }
  await publish(EVENTS_PER_SECOND)
  await subscribers.ask({ ask: 'latencies' }, 'latencies')
  await publish(EVENTS)
  const { ms } = await subscribers.ask({ ask: 'latencies' }, 'latencies')
  await subscribers.ask({ ask: 'close' }, 'closed')
  await publisher.close()
  return ms
}

const medianOf = (rounds: readonly (readonly number[])[], at: number): number =>
  median(rounds.map(ms => percentile(ms, at)))

const rowOf = (measured: string, rounds: readonly (readonly number[])[]): BenchRow => ({
  measured,
  subscribers: SUBSCRIBERS,
  'events/s': EVENTS_PER_SECOND,
  arrivals: rounds.flat().length,
  'p50, ms': medianOf(rounds, 0.5),
  'p99, ms': medianOf(rounds, 0.99),
})

/**
 * Measures how late events arrive on a calm day: ours with the disk in it, beside a loop of `ws.send` and beside the disk by itself, since a
 * machine that is busy with something else shows in all three.
 */
export async function measureLatency(
  subscribers: Subscribers,
): Promise<{ readonly rows: readonly BenchRow[]; readonly limits: readonly BenchLimit[] }> {
  const plain: (readonly number[])[] = []
  const ours: (readonly number[])[] = []
  const disk: (readonly number[])[] = []
  for (let round = 0; round < ROUNDS; round++) {
    plain.push(await arrivals(await openPlain(1), subscribers))
    ours.push(await arrivals(await openSluice(1), subscribers))
    disk.push(await syncs(EVENTS, 1000 / EVENTS_PER_SECOND))
  }
  const [p50, p99] = [medianOf(disk, 0.5), medianOf(disk, 0.99)]
  return {
    rows: [
      rowOf('append to arrival, sluice', ours),
      rowOf('send to arrival, ws.send', plain),
      { measured: 'one sync of this disk', 'p50, ms': p50, 'p99, ms': p99 },
    ],
    limits: [atMost(`append to arrival p99, ms, ${SUBSCRIBERS} subscribers`, medianOf(ours, 0.99), 25)],
  }
}
