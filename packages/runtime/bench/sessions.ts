import { peerVersions } from '../../../scripts/bench/peers.ts'
import { atLeast, atMost, type BenchReport } from '../../../scripts/bench/report.ts'
import { TOKENS_PER_SECOND } from './sessions/now.ts'
import { type Streamed, stream } from './sessions/stream.ts'

/** More than a reader notices while text appears. */
const LATE_MS = 250

/**
 * Sessions that run at once, each with a model that says 50 tokens a second and a subscribed socket: how late a token is on the socket, counted from the moment in
 * which the model says it, and what a session costs the server. Ours is the whole of it: runs, folded, on disk with `synchronous=FULL`, through the real server.
 * The peer is `ws` alone, which sends the same tokens from timers and keeps nothing. With 400 it shows what too much does.
 */
export async function run(): Promise<BenchReport> {
  const plain = await stream('plain', 200)
  const usual = await stream('sluice', 200)
  const twice = await stream('sluice', 400)
  const alone = await stream('plain', 400)
  return {
    peers: peerVersions(import.meta.url, ['ws']),
    results: [
      row('ws alone', 200, plain),
      row('Sluice', 200, usual),
      row('ws alone', 400, alone),
      row('Sluice', 400, twice),
    ],
    limits: [
      atMost('p99 ms from the model to the socket, 200 sessions', usual.p99Ms, LATE_MS),
      atLeast(`share of ${TOKENS_PER_SECOND} tokens a second that arrive, 200 sessions`, usual.arrived, 0.98),
    ],
  }
}

const row = (subject: string, sessions: number, streamed: Streamed) => ({
  subject,
  sessions,
  'p50 ms': streamed.p50Ms,
  'p99 ms': streamed.p99Ms,
  'slowest ms': streamed.maxMs,
  'tokens that arrived': streamed.arrived,
  'processors %': streamed.cpuPercent,
  '% per session': streamed.cpuPercent / sessions,
  'KB per session': streamed.kilobytes,
})
