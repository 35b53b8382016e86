import { findMessage, lineOf, partsOf, searchText, searchWords, window } from '@sluice/fold'
import type { TestServer } from './createTestServer.ts'

/** The most bytes of an upload, far below a real server's so that a test can go beyond. */
const UPLOAD_BYTES = 1_000_000

const hex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), byte => byte.toString(16).padStart(2, '0')).join('')

const refusal = (status: number, code: string, message: string): Response =>
  Response.json({ code, message }, { status })

function messagesPage(server: TestServer, agent: string, id: string, query: URLSearchParams): Response {
  const all = server.log({ agent, id }).view.settled.flat()
  const before = Number(query.get('before') ?? all.length)
  const from = Math.max(0, before - Number(query.get('limit') ?? 100))
  const entries = all.slice(from, before).map((entry, index) => ({ ordinal: from + index, entry }))
  return Response.json({ entries, before: from === 0 ? null : from })
}

function found(server: TestServer, agent: string, id: string, query: URLSearchParams): Response {
  const { view } = server.log({ agent, id })
  const words = searchWords(query.get('text') ?? '')
  const messages = lineOf(view).filter(each => {
    const message = findMessage(view, each)
    return message !== null && searchText(partsOf(view, message)).includes(words)
  })
  return Response.json({ messages })
}

function eventsOf(server: TestServer, agent: string, id: string): Response {
  const { envelopes } = server.log({ agent, id })
  return Response.json(envelopes, {
    headers: { 'stream-next-offset': envelopes.at(-1)?.offset ?? '-1', 'stream-up-to-date': 'true' },
  })
}

async function upload(
  { blobs }: TestServer,
  body: BodyInit | null | undefined,
  mediaType: string,
): Promise<Response> {
  // A page of a test has blobs that are not those of this process.
  const isBlob = typeof body === 'object' && body !== null && 'arrayBuffer' in body
  const bytes = await (isBlob ? body : new Response(body)).arrayBuffer()
  if (bytes.byteLength > UPLOAD_BYTES)
    return refusal(413, 'frame-too-large', `An upload may have ${UPLOAD_BYTES} bytes.`)
  const blob = hex(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)))
  blobs.set(blob, { mediaType, bytes: new Uint8Array(bytes) })
  return Response.json({ blob, bytes: bytes.byteLength, mediaType }, { status: 201 })
}

/** Answers a request of the HTTP API out of what a server in memory holds: the log, the view, pages of older messages, a search of them, uploads and blobs. */
export async function answerRequest(
  server: TestServer,
  path: string,
  { method = 'GET', body, headers }: RequestInit = {},
): Promise<Response> {
  const { pathname, searchParams } = new URL(path, 'http://server')
  const [, agent = '', id = '', what, hash] =
    /^\/v1\/sessions\/([^/]+)\/([^/]+)\/(events|messages|search|blobs|view)(?:\/([0-9a-f]{64}))?$/.exec(
      pathname,
    ) ?? []
  const blob = hash === undefined ? undefined : server.blobs.get(hash)
  if (what === 'events' && method === 'GET') return eventsOf(server, agent, id)
  if (what === 'view' && method === 'GET')
    return Response.json(window(server.log({ agent, id }).view, { messages: 100 }))
  if (what === 'blobs' && method === 'GET' && blob !== undefined)
    return new Response(blob.bytes, { headers: { 'content-type': blob.mediaType } })
  if (what === 'search' && method === 'GET') return found(server, agent, id, searchParams)
  if (what === 'messages' && method === 'GET') return messagesPage(server, agent, id, searchParams)
  if (what === 'blobs' && method === 'POST')
    return upload(server, body, new Headers(headers).get('content-type') ?? 'application/octet-stream')
  return refusal(404, 'not-found', 'There is nothing at this path.')
}
