import { CliError } from '../CliError.ts'
import { offsetOf, readLog, remoteSession } from '../session/readLog.ts'
import type { Surroundings } from '../surroundings.ts'
import { readArgs } from './readArgs.ts'

/** Prints the log of a session, one envelope a line, and follows it when asked to. [S8] */
export async function printEvents(args: readonly string[], around: Surroundings): Promise<void> {
  const { values, positionals } = readArgs(args, { follow: { type: 'boolean' }, from: { type: 'string' } })
  const [url, name, ...more] = positionals
  if (url === undefined || name === undefined || more.length > 0)
    throw new CliError('usage', 'Say which log: sluice events <url> <agent>/<id>.')
  const session = remoteSession(url, name)
  const after = values.from === undefined ? null : offsetOf(values.from)
  for await (const envelopes of readLog(session, { after, follow: values.follow === true }, around)) {
    for (const envelope of envelopes) around.out(JSON.stringify(envelope))
  }
}
