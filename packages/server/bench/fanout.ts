import { peerVersions } from '../../../scripts/bench/peers.ts'
import type { BenchReport } from '../../../scripts/bench/report.ts'
import { forkSubscribers } from './fanout/forkSubscribers.ts'
import { measureLatency } from './fanout/latency.ts'
import { measureStalled } from './fanout/stalled.ts'
import { measureThroughput } from './fanout/throughput.ts'

/**
 * One log, and subscribers in another process on loopback: how many events a second reach them, beside a loop of `ws.send` over the same texts;
 * how late an event is on a calm day; and what one costs that does not read. Ours is the whole server: appended, folded, on disk with
 * `synchronous=FULL`, published. The peer keeps nothing.
 */
export async function run(): Promise<BenchReport> {
  const subscribers = forkSubscribers()
  const throughput = await measureThroughput(subscribers)
  const latency = await measureLatency(subscribers)
  const stalled = await measureStalled(subscribers)
  subscribers.end()
  return {
    peers: peerVersions(import.meta.url, ['ws']),
    results: [...throughput.rows, ...latency.rows, ...stalled.rows],
    limits: [...throughput.limits, ...latency.limits, ...stalled.limits],
  }
}
