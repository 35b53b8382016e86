import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { percentile } from '../../../../scripts/bench/measure.ts'
import { TOKENS_PER_SECOND, type Used } from './now.ts'
import { startProcess } from './startProcess.ts'

/** Sessions that stream at once, measured while all do. */
export interface Streamed {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** Tokens that arrived, of those that a model of that speed says. */
  readonly arrived: number
  /** Of one processor, in percent. */
  readonly cpuPercent: number
  /** What each session takes, in KB, beside what the process takes with none. */
  readonly kilobytes: number
}

const MEASURE_MS = 8000
/** Until all have begun, and what is compiled late is compiled. */
const WARM_MS = 4000

/** Has so many sessions stream to a socket each. */
export async function stream(kind: 'sluice' | 'plain', sessions: number): Promise<Streamed> {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-sessions-'))
  const seconds = String((WARM_MS + MEASURE_MS) / 1000 + 4)
  const host = startProcess(kind === 'sluice' ? 'sluiceHost' : 'plainHost', directory, seconds)
  const used = async (): Promise<Used> => {
    host.tell('used')
    return JSON.parse(await host.line('used')) as Used
  }
  const port = await host.line('port')
  const alone = await used()
  const subscribers = startProcess('subscribers', port, kind, String(sessions))
  await subscribers.line('open')
  subscribers.tell('say')
  await pause(WARM_MS)
  const before = await used()
  const startedAt = performance.now()
  subscribers.tell(`measure ${MEASURE_MS}`)
  const late = JSON.parse(await subscribers.line('late')) as number[]
  const after = await used()
  const passedMs = performance.now() - startedAt
  await subscribers.end()
  await host.end()
  rmSync(directory, { recursive: true, force: true })
  return {
    p50Ms: percentile(late, 0.5),
    p99Ms: percentile(late, 0.99),
    maxMs: percentile(late, 1),
    arrived: late.length / ((sessions * TOKENS_PER_SECOND * MEASURE_MS) / 1000),
    cpuPercent: ((after.cpuMs - before.cpuMs) / passedMs) * 100,
    kilobytes: (after.residentBytes - alone.residentBytes) / 1024 / sessions,
  }
}
