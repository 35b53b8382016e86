import type { KeptView } from '@sluice/client'
import { median } from '../../../scripts/bench/measure.ts'
import { peerVersions } from '../../../scripts/bench/peers.ts'
import { atMost, type BenchReport, type BenchRow } from '../../../scripts/bench/report.ts'
import { keptBefore, type Opening, openSession } from './resume/openSession.ts'
import { startHistory } from './resume/startHistory.ts'

const ROUNDS = 9

/** Events that came while a page was away. */
const MISSED = [10, 1_000, 100_000] as const

/** Measures two openings in turns, so that a machine that slows down favours neither. */
async function inTurns(
  first: () => Promise<Opening>,
  second: () => Promise<Opening>,
): Promise<readonly [Opening, Opening]> {
  const firsts: Opening[] = []
  const seconds: Opening[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    firsts.push(await first())
    seconds.push(await second())
  }
  return [summed(firsts), summed(seconds)]
}

function summed(all: readonly Opening[]): Opening {
  // The first round warms up.
  const counted = all.slice(1)
  return {
    bytes: median(counted.map(({ bytes }) => bytes)),
    ms: median(counted.map(({ ms }) => ms)),
    commits: Math.max(...counted.map(({ commits }) => commits)),
  }
}

const rowOf = (opening: string, { bytes, ms, commits }: Opening): BenchRow => ({
  opening,
  'bytes on the wire': bytes,
  'ms until live': ms,
  commits,
})

/**
 * Opens sessions of a server in another process, over a socket: what it costs to go on after events were missed, with a view that was kept and without,
 * and what the first paint of a long session costs beside that of a short one.
 */
export async function run(): Promise<BenchReport> {
  const server = await startHistory()
  try {
    const results: BenchRow[] = []
    const limits: BenchReport['limits'][number][] = []
    for (const missed of MISSED) {
      const kept: KeptView = await keptBefore(server.url, 'missed', missed)
      const [withKept, without] = await inTurns(
        () => openSession(server.url, 'missed', kept),
        () => openSession(server.url, 'missed', null),
      )
      const name = missed.toLocaleString('en')
      results.push(rowOf(`${name} events missed, view kept`, withKept))
      results.push(rowOf(`${name} events missed, nothing kept`, without))
      limits.push(atMost(`commits after ${name} missed events`, withKept.commits, 2))
      limits.push(
        atMost(`bytes after ${name} missed events, kept : not kept`, withKept.bytes / without.bytes, 1.05),
      )
    }
    const [short, long] = await inTurns(
      () => openSession(server.url, 'short', null),
      () => openSession(server.url, 'long', null),
    )
    results.push(rowOf('first paint of 100 messages', short), rowOf('first paint of 100,000 messages', long))
    limits.push(
      atMost('first paint of 100,000 messages : of 100, bytes', long.bytes / short.bytes, 1.3),
      atMost('first paint of 100,000 messages : of 100, time', long.ms / short.ms, 1.3),
    )
    return { peers: peerVersions(import.meta.url, ['partysocket']), results, limits }
  } finally {
    await server.close()
  }
}
