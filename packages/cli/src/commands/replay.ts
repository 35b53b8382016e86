import { CliError } from '../CliError.ts'
import { printEnvelope } from '../print/printEnvelope.ts'
import { readFile } from '../session/readFile.ts'
import { offsetOf } from '../session/readLog.ts'
import type { Surroundings } from '../surroundings.ts'
import { readArgs } from './readArgs.ts'

/** Longer than this nobody waits for the next event: what a session stood idle for is skipped. */
const IDLE_MS = 2_000

/** Shows a session file as it went on, one event a line. */
export async function replaySession(args: readonly string[], around: Surroundings): Promise<void> {
  const { values, positionals } = readArgs(args, { speed: { type: 'string' }, to: { type: 'string' } })
  const [path, ...more] = positionals
  if (path === undefined || more.length > 0)
    throw new CliError('usage', 'Say which file: sluice replay <file>.')
  const speed = Number(values.speed ?? '1')
  if (!Number.isFinite(speed) || speed < 0)
    throw new CliError('usage', `${JSON.stringify(values.speed)} is no speed. Use a number from 0.`)
  const end = values.to === undefined ? null : offsetOf(values.to)
  const { header, envelopes } = await readFile(path, around)
  around.err(`${header.session.agent}/${header.session.id}, ${envelopes.length} events`)
  let before: number | null = null
  for (const envelope of envelopes) {
    if (end !== null && envelope.offset > end) return
    const passedMs = before === null || speed === 0 ? 0 : Math.min(IDLE_MS, (envelope.at - before) / speed)
    if (passedMs > 0) await around.sleep(passedMs)
    before = envelope.at
    around.out(printEnvelope(envelope, around.hasColours))
  }
}
