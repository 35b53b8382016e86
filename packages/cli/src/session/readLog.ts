import {
  type Envelope,
  errorEntry,
  type Offset,
  offset,
  parseEnvelope,
  type SessionRef,
  sessionRef,
} from '@sluice/protocol'
import * as v from 'valibot'
import { CliError } from '../CliError.ts'
import type { Surroundings } from '../surroundings.ts'

/** How long to wait before a server that is away is asked again. */
const AGAIN_MS = 500

/** A session on a server. */
export interface RemoteSession {
  readonly ref: SessionRef
  /** Where it is over HTTP, without a slash at the end. */
  readonly address: string
}

/** Takes the address of a server and `<agent>/<id>` apart. Throws `usage` for what is neither. */
export function remoteSession(url: string, name: string): RemoteSession {
  const slash = name.indexOf('/')
  const ref = v.safeParse(sessionRef, { agent: name.slice(0, slash), id: name.slice(slash + 1) })
  if (slash < 1 || !ref.success)
    throw new CliError('usage', `${JSON.stringify(name)} names no session. Write it as <agent>/<id>.`)
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw new CliError('usage', `${JSON.stringify(url)} is no address. Write it like http://127.0.0.1:4280.`)
  const { agent, id } = ref.output
  const path = `/v1/sessions/${encodeURIComponent(agent)}/${encodeURIComponent(id)}`
  return { ref: ref.output, address: url.replace(/\/+$/, '') + path }
}

/** Reads an offset from the command line. Throws `usage` for what is none. */
export function offsetOf(text: string): Offset {
  if (v.is(offset, text)) return text
  throw new CliError('usage', `${JSON.stringify(text)} is no offset. Use one that an envelope has.`)
}

/** What of a log is read. */
export interface LogReading {
  /** Only what comes after this offset. */
  readonly after: Offset | null
  /** Goes on with what is appended, over restarts of the server. */
  readonly follow: boolean
}

/** The envelopes of a session's log, a stretch at a time. [S8] */
export async function* readLog(
  { address }: RemoteSession,
  { after: first, follow }: LogReading,
  around: Surroundings,
): AsyncGenerator<readonly Envelope[], void> {
  let after = first
  for (let away = false; ; ) {
    try {
      const range = await read(`${address}/events`, after, around, follow && after !== null)
      yield range.envelopes
      after = range.envelopes.at(-1)?.offset ?? after
      if (range.upToDate && !follow) return
      away = false
    } catch (error) {
      // Only a log that was seen before is waited for: at first, an unreachable server is a wrong address.
      if (!(error instanceof CliError) || error.code !== 'unreachable' || !follow || after === null)
        throw error
      if (!away) around.err('The server is away; waiting for it.')
      away = true
      await around.sleep(AGAIN_MS)
    }
  }
}

/** Asks a server with the token of the environment. Throws `unreachable` when there is no answer. */
export function ask(url: string, { fetch, signal, environment }: Surroundings): Promise<Response> {
  const token = environment.SLUICE_TOKEN
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return fetch(url, { signal, headers }).catch(unreachable)
}

interface Range {
  readonly envelopes: readonly Envelope[]
  readonly upToDate: boolean
}

async function read(
  address: string,
  after: Offset | null,
  around: Surroundings,
  live: boolean,
): Promise<Range> {
  const query = new URLSearchParams({ offset: after ?? '-1', ...(live ? { live: 'long-poll' } : {}) })
  const response = await ask(`${address}?${query}`, around)
  const text = await response.text().catch(unreachable)
  if (!response.ok) throw refused(response.status, text)
  const upToDate = response.headers.get('stream-up-to-date') === 'true'
  if (text === '') return { envelopes: [], upToDate }
  const input = JSON.parse(text) as unknown
  return { envelopes: (Array.isArray(input) ? input : []).map(parsed), upToDate }
}

function unreachable(cause: unknown): never {
  throw new CliError(
    'unreachable',
    'The server does not answer, so the log could not be read. Check the address and whether it is running.',
    { cause },
  )
}

function refused(status: number, text: string): CliError {
  let message = text
  let isPassing = false
  try {
    const body = JSON.parse(text) as { code?: unknown; message?: unknown }
    if (typeof body.message === 'string') message = body.message
    // A server that is going away, or has too much to do, is one that is away for a moment. [W3]
    isPassing = typeof body.code === 'string' && errorEntry(body.code).retry === 'later'
  } catch {
    // What is no JSON is shown as it is.
  }
  return new CliError(
    isPassing ? 'unreachable' : 'refused',
    message === '' ? `The server answered ${status}.` : message,
  )
}

function parsed(input: unknown): Envelope {
  const envelope = parseEnvelope(input)
  if (!envelope.ok)
    throw new CliError('refused', `The server sent something else than a log. ${envelope.reason}`)
  return envelope.value
}
