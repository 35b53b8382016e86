import { median } from '../../../scripts/bench/measure.ts'
import { peerVersions } from '../../../scripts/bench/peers.ts'
import { atMost, type BenchReport } from '../../../scripts/bench/report.ts'
import { type Recovery, recoverFlue, recoverSluice } from './recovery/recoveries.ts'

/** A process that starts within this time shows the reader something before the page says that it waits. */
const FIRST_EVENT_MS = 1000

/**
 * A server that is killed with `kill -9` while it streams an answer, and started again: how long from the start of the process to the first event about the
 * recovery, and to the first word after it. Ours runs its TypeScript sources. The peer is a real Flue server
 * on SQLite with the same script.
 */
export async function run(): Promise<BenchReport> {
  await recoverSluice()
  const ours = await times(5, recoverSluice)
  const theirs = await times(2, recoverFlue)
  const [our, their] = [medians(ours), medians(theirs)]
  return {
    peers: peerVersions(import.meta.url, ['@flue/runtime']),
    results: [
      row('Sluice', our, ours.length),
      row('Flue', their, theirs.length),
      {
        subject: 'Flue / Sluice',
        'ms to the first event': their.firstEventMs / our.firstEventMs,
        'of the processor': null,
        'ms to the first word': their.firstWordMs / our.firstWordMs,
        rounds: null,
      },
    ],
    limits: [atMost('ms from process start to the first recovered event', our.firstEventMs, FIRST_EVENT_MS)],
  }
}

async function times(count: number, measure: () => Promise<Recovery>): Promise<readonly Recovery[]> {
  const all: Recovery[] = []
  for (let round = 0; round < count; round++) all.push(await measure())
  return all
}

const medians = (all: readonly Recovery[]): Recovery => ({
  firstEventMs: median(all.map(({ firstEventMs }) => firstEventMs)),
  firstEventCpuMs: all.some(({ firstEventCpuMs }) => firstEventCpuMs === null)
    ? null
    : median(all.map(({ firstEventCpuMs }) => firstEventCpuMs ?? Number.NaN)),
  firstWordMs: median(all.map(({ firstWordMs }) => firstWordMs)),
})

const row = (subject: string, { firstEventMs, firstEventCpuMs, firstWordMs }: Recovery, rounds: number) => ({
  subject,
  'ms to the first event': firstEventMs,
  'of the processor': firstEventCpuMs,
  'ms to the first word': firstWordMs,
  rounds,
})
