import { emptyView, fold } from '@sluice/fold'
import {
  blobBytes,
  type Offset,
  parseSessionFile,
  type Result,
  type SessionFile,
  type SessionRef,
} from '@sluice/protocol'
import type { Client } from '../Client.ts'
import { createClient } from '../createClient.ts'
import type { Environment } from '../environment.ts'
import { createFileBackend, type RecordedSession } from './createFileBackend.ts'

/** A client that shows a recorded session. */
export interface FileClient {
  readonly client: Client
  readonly session: SessionRef
}

/** How a session file is opened. */
export interface FileClientOptions {
  /** Up to which event it is shown; its end when absent. */
  readonly at?: Offset
  /** The browser's when absent. [X1] */
  readonly environment?: Environment
}

const refusal = (message: string): Response => Response.json({ code: 'not-found', message }, { status: 404 })

/** Answers the reads of the HTTP API out of the file. */
function answer({ ref, envelopes, view }: RecordedSession, { blobs }: SessionFile, path: string): Response {
  const base = `/v1/sessions/${encodeURIComponent(ref.agent)}/${encodeURIComponent(ref.id)}/`
  const { pathname, searchParams } = new URL(path, 'http://file')
  if (!pathname.startsWith(base)) return refusal('There is nothing but the recorded session.')
  const [what, hash] = pathname.slice(base.length).split('/')
  if (what === 'view') return Response.json(view)
  if (what === 'events')
    return Response.json(envelopes, {
      headers: { 'stream-next-offset': view.offset ?? '-1', 'stream-up-to-date': 'true' },
    })
  if (what === 'messages') {
    const all = view.settled.flat()
    const before = Number(searchParams.get('before') ?? all.length)
    const from = Math.max(0, before - Number(searchParams.get('limit') ?? 100))
    const entries = all.slice(from, before).map((entry, index) => ({ ordinal: from + index, entry }))
    return Response.json({ entries, before: from === 0 ? null : from })
  }
  const blob = what === 'blobs' ? blobs.find(line => line.blob === hash) : undefined
  return blob === undefined
    ? refusal('The file does not hold this content.')
    : new Response(blobBytes(blob), { headers: { 'content-type': blob.mediaType } })
}

/**
 * Opens a session file as a client, so that everything that is made for a live session shows the recorded one without a server: all but what would change it, which is refused. The
 * reason says what is wrong with the file. [C7 C9 P1]
 *
 * @example
 * const opened = await openFileClient(await file.text())
 */
export async function openFileClient(
  text: string,
  { at, environment }: FileClientOptions = {},
): Promise<Result<FileClient>> {
  const parsed = await parseSessionFile(text)
  if (!parsed.ok) return parsed
  const ref = parsed.value.header.session
  const envelopes = parsed.value.envelopes.filter(({ offset }) => at === undefined || offset <= at)
  const recorded: RecordedSession = { ref, envelopes, view: fold(emptyView, envelopes) }
  const client = createClient({
    backend: createFileBackend({ ...recorded, fold }),
    outbox: null,
    views: null,
    ...(environment === undefined ? {} : { environment }),
  })
  const request: Client['request'] = async path => answer(recorded, parsed.value, path)
  return { ok: true, value: { client: { ...client, request }, session: ref } }
}
