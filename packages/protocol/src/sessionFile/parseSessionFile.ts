import * as v from 'valibot'
import { describeIssue, type Envelope } from '../envelope.ts'
import { isAfter } from '../isAfter.ts'
import { isBounded } from '../isBounded.ts'
import type { Result } from '../result.ts'
import { blobBytes } from './blobLine.ts'
import {
  SESSION_FILE_FORMAT,
  type SessionFile,
  type SessionFileBlob,
  sessionFileBlob,
  sessionFileEnd,
  sessionFileEnvelope,
  sessionFileHeader,
} from './SessionFile.ts'

/** Why a file is none; thrown and caught here. */
class Malformed extends Error {}

function fail(line: number, reason: string): never {
  throw new Malformed(`Line ${line} of the session file: ${reason}`)
}

/** Payloads have 64 levels at most; what has more than this would exhaust the stack of whoever copies or writes it. */
const MOST_LEVELS = 500

/** The last ms of which there is a date (ECMA-262, time values). */
const LAST_TIME = 8.64e15

function parseLine(text: string, line: number): object {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    fail(line, 'it is not JSON. The file may have been cut or changed; export the session again.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(line, 'it is not an object.')
  // Each level takes two brackets, so that most lines need not be looked at.
  if (text.length > 2 * MOST_LEVELS && !isBounded(value, MOST_LEVELS))
    fail(line, `it is nested more than ${MOST_LEVELS} levels deep, which no event of a session is.`)
  return value as object
}

function check<T>(schema: v.GenericSchema<unknown, T>, value: object, line: number, what: string): T {
  const result = v.safeParse(schema, value, { abortEarly: true })
  return result.success ? result.output : fail(line, describeIssue(what, result.issues[0]))
}

function readHeader(value: object): SessionFile['header'] {
  const { format } = value as { readonly format?: unknown }
  if (format !== SESSION_FILE_FORMAT)
    fail(
      1,
      typeof format === 'string' && format.startsWith('sluice.session.')
        ? `its format is ${JSON.stringify(format.slice(0, 40))}, which this version does not read. Update Sluice.`
        : `it does not say ${SESSION_FILE_FORMAT}, so this is no session file.`,
    )
  return check(sessionFileHeader, value, 1, 'header')
}

function bytesOf(blob: SessionFileBlob, line: number): Uint8Array<ArrayBuffer> {
  if ((blob.text === undefined) === (blob.base64 === undefined))
    return fail(line, 'a blob has its content in either text or base64.')
  return blobBytes(blob)
}

async function checkBlob(blob: SessionFileBlob, line: number): Promise<void> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytesOf(blob, line)))
  const hash = Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('')
  if (hash !== blob.blob)
    fail(
      line,
      `the content of the blob ${blob.blob.slice(0, 8)}… is another than its name says. It was changed.`,
    )
}

async function read(text: string): Promise<SessionFile> {
  const lines = text.split('\n')
  // The last line ends with a line break as well.
  if (lines.at(-1) === '') lines.pop()
  const header = readHeader(parseLine(lines[0] ?? '', 1))
  const envelopes: Envelope[] = []
  const blobs: SessionFileBlob[] = []
  let isEnded = false
  for (const [index, each] of lines.entries()) {
    const line = index + 1
    if (line === 1) continue
    if (isEnded) fail(line, 'it stands behind the end of the file.')
    const value = parseLine(each, line)
    if (Object.hasOwn(value, 'end')) {
      const { end } = check(sessionFileEnd, value, line, 'end')
      if (end.envelopes !== envelopes.length || end.blobs !== blobs.length)
        fail(
          line,
          `the file was written with ${end.envelopes} events and ${end.blobs} blobs and has ${envelopes.length} and ${blobs.length}. Lines are missing.`,
        )
      isEnded = true
    } else if (Object.hasOwn(value, 'blob')) {
      const blob = check(sessionFileBlob, value, line, 'blob')
      await checkBlob(blob, line)
      blobs.push(blob)
    } else {
      if (blobs.length > 0) fail(line, 'events stand before blobs.')
      const envelope = check(sessionFileEnvelope, value, line, 'envelope')
      if (envelope.at > LAST_TIME) fail(line, 'its time is later than any date.')
      if (!isAfter(envelope.offset, envelopes.at(-1)?.offset ?? null))
        fail(line, 'its offset does not come after the one before.')
      if (envelopes.length === 0 && envelope.event.type !== 'session.created')
        fail(line, 'the first event of a log is session.created, so its beginning is missing.')
      envelopes.push(envelope)
    }
  }
  if (!isEnded) fail(lines.length + 1, 'the end is missing, so the file was cut. Export the session again.')
  return { header, envelopes, blobs }
}

/**
 * Reads a session file from outside. The reason names the line and says what is wrong with it: what is no such file, what was cut or changed, what has an
 * offset out of order, or a blob with other content than its name says. Never throws. What events of a newer revision mean is for the fold. [P1]
 */
export async function parseSessionFile(text: string): Promise<Result<SessionFile>> {
  try {
    return { ok: true, value: await read(text) }
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, reason: error.message }
    throw error
  }
}
