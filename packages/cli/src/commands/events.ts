import { type Envelope, errorEntry, type Offset, offset, parseEnvelope, sessionRef } from '@sluice/protocol'
import * as v from 'valibot'
import { CliError } from '../CliError.ts'
import type { Surroundings } from '../surroundings.ts'
import { readArgs } from './readArgs.ts'

/** How long to wait before a server that is away is asked again. */
const AGAIN_MS = 500

/** Prints the log of a session, one envelope a line, and follows it when asked to. [S8] */
export async function printEvents(args: readonly string[], around: Surroundings): Promise<void> {
  const { values, positionals } = readArgs(args, { follow: { type: 'boolean' }, from: { type: 'string' } })
  const [url, name, ...more] = positionals
  if (url === undefined || name === undefined || more.length > 0)
    throw new CliError('usage', 'Say which log: sluice events <url> <agent>/<id>.')
  const address = addressOf(url, name)
  let after = values.from === undefined ? null : parseOffset(values.from)
  for (let away = false; ; ) {
    try {
      const range = await read(address, after, around, values.follow === true && after !== null)
      for (const envelope of range.envelopes) around.out(JSON.stringify(envelope))
      after = range.envelopes.at(-1)?.offset ?? after
      if (range.upToDate && values.follow !== true) return
      away = false
    } catch (error) {
      // Only a log that was seen before is waited for: at first, an unreachable server is a wrong address.
      if (!(error instanceof CliError) || error.code !== 'unreachable' || !values.follow || after === null)
        throw error
      if (!away) around.err('The server is away; waiting for it.')
      away = true
      await around.sleep(AGAIN_MS)
    }
  }
}

function addressOf(url: string, name: string): string {
  const slash = name.indexOf('/')
  const ref = v.safeParse(sessionRef, { agent: name.slice(0, slash), id: name.slice(slash + 1) })
  if (slash < 1 || !ref.success)
    throw new CliError('usage', `${JSON.stringify(name)} names no session. Write it as <agent>/<id>.`)
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw new CliError('usage', `${JSON.stringify(url)} is no address. Write it like http://127.0.0.1:4280.`)
  const path = `/v1/sessions/${encodeURIComponent(ref.output.agent)}/${encodeURIComponent(ref.output.id)}/events`
  return url.replace(/\/+$/, '') + path
}

function parseOffset(text: string): Offset {
  if (v.is(offset, text)) return text
  throw new CliError('usage', `${JSON.stringify(text)} is no offset. Use one that an envelope has.`)
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
  const token = around.environment.SLUICE_TOKEN
  const response = await ask(
    `${address}?${query}`,
    around,
    token === undefined ? {} : { authorization: `Bearer ${token}` },
  )
  const text = await response.text().catch(unreachable)
  if (!response.ok) throw refused(response.status, text)
  const upToDate = response.headers.get('stream-up-to-date') === 'true'
  if (text === '') return { envelopes: [], upToDate }
  const input = JSON.parse(text) as unknown
  return { envelopes: (Array.isArray(input) ? input : []).map(parsed), upToDate }
}

function ask(
  url: string,
  { fetch, signal }: Surroundings,
  headers: Record<string, string>,
): Promise<Response> {
  return fetch(url, { signal, headers }).catch(unreachable)
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
