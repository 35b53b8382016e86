import { resolve } from 'node:path'
import {
  blobLine,
  type Envelope,
  fittingBlobs,
  formatSessionFile,
  type RedactionRule,
  redactSessionFile,
  type SessionFileBlob,
  secretRules,
} from '@sluice/protocol'
import { CliError } from '../CliError.ts'
import { ask, offsetOf, type RemoteSession, readLog, remoteSession } from '../session/readLog.ts'
import type { Surroundings } from '../surroundings.ts'
import { readArgs } from './readArgs.ts'

/** Writes a session as a file, masked unless told otherwise, and says what was masked. [P1 P2] */
export async function exportSession(args: readonly string[], around: Surroundings): Promise<void> {
  const { values, positionals } = readArgs(args, {
    out: { type: 'string' },
    to: { type: 'string' },
    mask: { type: 'string', multiple: true },
    unmasked: { type: 'boolean' },
    'mask-people': { type: 'boolean' },
  })
  const [url, name, ...more] = positionals
  if (url === undefined || name === undefined || more.length > 0)
    throw new CliError('usage', 'Say which session: sluice export <url> <agent>/<id>.')
  const session = remoteSession(url, name)
  const rules = [...(values.unmasked === true ? [] : secretRules), ...(values.mask ?? []).map(ruleOf)]
  const end = values.to === undefined ? null : offsetOf(values.to)
  const envelopes: Envelope[] = []
  for await (const stretch of readLog(session, { after: null, follow: false }, around)) {
    for (const envelope of stretch) if (end === null || envelope.offset <= end) envelopes.push(envelope)
  }
  if (envelopes.length === 0)
    throw new CliError(
      'refused',
      'The log has no events up to there, so no file was written. Check the offset.',
    )
  const { blobs, missing, leftOut } = await readBlobs(session, envelopes, around)
  const redacted = redactSessionFile({ session: session.ref, envelopes, blobs }, rules, {
    people: values['mask-people'] === true,
  })
  const { agent, id } = session.ref
  const path = values.out ?? `${agent}-${id}.sluice`
  const text = formatSessionFile(redacted.content)
  await around.writeFile(resolve(around.folder, path), text).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new CliError('file', `${path} could not be written, so nothing was exported: ${reason}`, { cause })
  })
  const left = missing + redacted.blobsLeftOut
  around.out(`${path}: ${envelopes.length} events, ${redacted.content.blobs?.length ?? 0} blobs`)
  if (left > 0) around.out(`  left out  ${left} blobs that may not be read or held something to mask`)
  if (leftOut > 0)
    around.out(`  left out  ${leftOut} blobs of the oldest model calls, which a page could not hold`)
  if (redacted.matches.length > 0)
    around.out(`  masked    ${redacted.matches.map(({ rule, count }) => `${rule} ${count}`).join(', ')}`)
}

function ruleOf(text: string): RedactionRule {
  try {
    return { name: text, pattern: new RegExp(text) }
  } catch (cause) {
    throw new CliError('usage', `${JSON.stringify(text)} is no regular expression.`, { cause })
  }
}

async function readBlobs(session: RemoteSession, envelopes: readonly Envelope[], around: Surroundings) {
  const blobs: SessionFileBlob[] = []
  let missing = 0
  const { blobs: wanted, leftOut } = fittingBlobs(envelopes)
  for (const named of wanted) {
    const response = await ask(`${session.address}/blobs/${named.blob}`, around)
    if (response.ok) blobs.push(blobLine(named, new Uint8Array(await response.arrayBuffer())))
    else missing += 1
  }
  return { blobs, missing, leftOut }
}
