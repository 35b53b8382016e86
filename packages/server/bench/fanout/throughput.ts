import { setImmediate } from 'node:timers/promises'
import { collectGarbage, median } from '../../../../scripts/bench/measure.ts'
import { atLeast, type BenchLimit, type BenchRow } from '../../../../scripts/bench/report.ts'
import type { Subscribers } from './forkSubscribers.ts'
import { openPlain } from './plain.ts'
import type { Publisher } from './publisher.ts'
import { openSluice } from './sluice.ts'

const EVENTS_PER_TURN = 20

const ROUNDS = 5

/** How long one round lasts. */
const ROUND_MS = 1_500

/** How many turns the subscribers may be behind the publisher: what a socket holds, so that nobody measures how fast a queue grows. */
const WINDOW = 24

/** Publishes turns for a while, never further ahead of the slowest subscriber than the window. Returns deliveries per second. */
async function deliveriesPerSecond(
  publisher: Publisher,
  subscribers: Subscribers,
  count: number,
): Promise<number> {
  const { port, path, protocol, greeting, ready } = publisher
  await subscribers.ask({ ask: 'open', count, port, path, protocol, greeting, ready }, 'opened')
  let turn = 0
  const run = async (forMs: number): Promise<void> => {
    for (const end = performance.now() + forMs; performance.now() < end; turn++) {
      if (turn - subscribers.progress() > WINDOW) await subscribers.reached(turn - WINDOW)
      publisher.publish(turn)
      // A turn of the event loop, as in a server whose events come in by themselves; nobody waits for the disk.
      await setImmediate()
    }
    await subscribers.reached(turn - 1)
  }
  await run(ROUND_MS / 5)
  const [first, start] = [turn, performance.now()]
  await run(ROUND_MS)
  const seconds = (performance.now() - start) / 1000
  await subscribers.ask({ ask: 'close' }, 'closed')
  return ((turn - first) * EVENTS_PER_TURN * count) / seconds
}

/** Measures how many events a second reach the subscribers, ours beside a loop of `ws.send`. */
export async function measureThroughput(
  subscribers: Subscribers,
): Promise<{ readonly rows: readonly BenchRow[]; readonly limits: readonly BenchLimit[] }> {
  const rows: BenchRow[] = []
  const limits: BenchLimit[] = []
  for (const count of [1, 100, 1000]) {
    const samples = { sluice: [] as number[], plain: [] as number[] }
    for (let round = 0; round < ROUNDS; round++) {
      const order = round % 2 === 0 ? (['sluice', 'plain'] as const) : (['plain', 'sluice'] as const)
      for (const name of order) {
        collectGarbage()
        const publisher = await (name === 'sluice' ? openSluice : openPlain)(EVENTS_PER_TURN)
        samples[name].push(await deliveriesPerSecond(publisher, subscribers, count))
        await publisher.close()
      }
    }
    const [ours, plain] = [median(samples.sluice), median(samples.plain)]
    rows.push({
      subscribers: count,
      'sluice, deliveries/s': Math.round(ours),
      'ws.send, deliveries/s': Math.round(plain),
      ratio: ours / plain,
    })
    if (count >= 100) limits.push(atLeast(`times a ws.send loop, ${count} subscribers`, ours / plain, 8))
  }
  return { rows, limits }
}
