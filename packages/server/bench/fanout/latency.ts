import { setTimeout } from 'node:timers/promises'
import { percentile } from '../../../../scripts/bench/measure.ts'
import { atMost, type BenchLimit, type BenchRow } from '../../../../scripts/bench/report.ts'
import type { Subscribers } from './forkSubscribers.ts'
import { openSluice } from './sluice.ts'

const EVENTS_PER_SECOND = 50

const SUBSCRIBERS = 100

const EVENTS = 500

/** Measures the time from an append to its arrival at each subscriber, on a calm day; the disk is in it. */
export async function measureLatency(
  subscribers: Subscribers,
): Promise<{ readonly rows: readonly BenchRow[]; readonly limits: readonly BenchLimit[] }> {
  const publisher = await openSluice(1)
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
  const p99 = percentile(ms, 0.99)
  return {
    rows: [
      {
        measured: 'append to arrival',
        subscribers: SUBSCRIBERS,
        'events/s': EVENTS_PER_SECOND,
        arrivals: ms.length,
        'p50, ms': percentile(ms, 0.5),
        'p99, ms': p99,
        'max, ms': Math.max(...ms),
      },
    ],
    limits: [atMost('append to arrival p99, ms, 100 subscribers', p99, 25)],
  }
}
