import { resolve } from 'node:path'
import { parseSessionFile, type SessionFile } from '@sluice/protocol'
import { CliError } from '../CliError.ts'
import type { Surroundings } from '../surroundings.ts'

/** Reads a session file. Throws `file` with the line and the reason where it is none, was cut or was changed. [P1] */
export async function readFile(path: string, around: Surroundings): Promise<SessionFile> {
  const text = await around.readFile(resolve(around.folder, path)).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new CliError('file', `${path} could not be read: ${reason}`, { cause })
  })
  const parsed = await parseSessionFile(text)
  if (!parsed.ok) throw new CliError('file', parsed.reason)
  return parsed.value
}
