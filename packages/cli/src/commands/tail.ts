import { CliError } from '../CliError.ts'
import { printEnvelope } from '../print/printEnvelope.ts'
import { offsetOf, readLog, remoteSession } from '../session/readLog.ts'
import type { Surroundings } from '../surroundings.ts'
import { readArgs } from './readArgs.ts'

/** Follows a session, one event a line, until the user ends it. [S8] */
export async function tailSession(args: readonly string[], around: Surroundings): Promise<void> {
  const { values, positionals } = readArgs(args, { from: { type: 'string' }, once: { type: 'boolean' } })
  const [url, name, ...more] = positionals
  if (url === undefined || name === undefined || more.length > 0)
    throw new CliError('usage', 'Say which session: sluice tail <url> <agent>/<id>.')
  const session = remoteSession(url, name)
  const after = values.from === undefined ? null : offsetOf(values.from)
  for await (const envelopes of readLog(session, { after, follow: values.once !== true }, around)) {
    for (const envelope of envelopes) around.out(printEnvelope(envelope, around.hasColours))
  }
}
