import type { KeptView } from '@sluice/client'
import { median } from '../../../scripts/bench/measure.ts'
import { peerVersions } from '../../../scripts/bench/peers.ts'
import { atMost, type BenchReport, type BenchRow } from '../../../scripts/bench/report.ts'
import { openFlue } from './resume/openFlue.ts'
import { keptBefore, type Opening, openSession } from './resume/openSession.ts'
import { startHistory } from './resume/startHistory.ts'

/** What disturbs a measurement makes it longer, so that of many the shortest is the truest. */
const ROUNDS = 15

/** Events that came while a page was away. */
const MISSED = [10, 1_000, 100_000] as const

/** Measures openings in turns, so that a machine that slows down favours none. */
async function inTurns<Name extends string>(
  openings: Readonly<Record<Name, () => Promise<Opening>>>,
): Promise<Readonly<Record<Name, Opening>>> {
  const names = Object.keys(openings) as Name[]
  const measured = new Map<Name, Opening[]>(names.map(name => [name, []]))
  for (let round = 0; round <= ROUNDS; round++)
    for (const name of round % 2 === 0 ? names : names.toReversed())
      measured.get(name)?.push(await openings[name]())
  return Object.fromEntries(names.map(name => [name, summed(measured.get(name) ?? [])])) as Record<
    Name,
    Opening
  >
}

function summed(all: readonly Opening[]): Opening {
  // The first round warms up.
  const counted = all.slice(1)
  return {
    bytes: median(counted.map(({ bytes }) => bytes)),
    ms: Math.min(...counted.map(({ ms }) => ms)),
    commits: Math.max(...counted.map(({ commits }) => commits)),
  }
}

const rowOf = (opening: string, { bytes, ms, commits }: Opening): BenchRow => ({
  opening,
  'bytes on the wire': bytes,
  'ms until live, at best': ms,
  commits,
})

/**
 * Opens sessions of a server in another process, over a socket: what it costs to go on after events were missed, with a view that was kept and without,
 * and what the first paint of a long session costs beside that of a short one. Beside them `@flue/sdk`, which is what `@flue/react` holds a conversation with,
 * goes on in a conversation with the same content: it reads the whole history at each connection. Its server is a program that answers as Flue's does,
 * so that of Flue only the client's cost is compared, and its bytes.
 */
export async function run(): Promise<BenchReport> {
  const server = await startHistory('sluice')
  const flue = await startHistory('flue')
  try {
    const results: BenchRow[] = []
    const limits: BenchReport['limits'][number][] = []
    for (const missed of MISSED) {
      const kept: KeptView = await keptBefore(server.url, 'missed', missed)
      const { withKept, without, theirs } = await inTurns({
        withKept: () => openSession(server.url, 'missed', kept),
        without: () => openSession(server.url, 'missed', null),
        theirs: () => openFlue(flue.url),
      })
      const name = missed.toLocaleString('en')
      results.push(rowOf(`${name} events missed, view kept`, withKept))
      results.push(rowOf(`${name} events missed, nothing kept`, without))
      results.push(rowOf(`${name} events missed, @flue/sdk`, theirs))
      limits.push(atMost(`commits after ${name} missed events`, withKept.commits, 2))
      limits.push(
        atMost(`bytes after ${name} missed events, kept : not kept`, withKept.bytes / without.bytes, 1.05),
        atMost(`bytes after ${name} missed events, beside Flue's`, withKept.bytes / theirs.bytes, 1),
      )
    }
    const { short, long } = await inTurns({
      short: () => openSession(server.url, 'short', null),
      long: () => openSession(server.url, 'long', null),
    })
    results.push(rowOf('first paint of 100 messages', short), rowOf('first paint of 100,000 messages', long))
    limits.push(
      atMost('first paint of 100,000 messages : of 100, bytes', long.bytes / short.bytes, 1.3),
      atMost('first paint of 100,000 messages : of 100, time', long.ms / short.ms, 1.3),
    )
    return { peers: peerVersions(import.meta.url, ['@flue/sdk', 'partysocket']), results, limits }
  } finally {
    await server.close()
    await flue.close()
  }
}
