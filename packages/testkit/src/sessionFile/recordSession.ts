import {
  type AgentDescription,
  type BlobRef,
  blobRef,
  formatSessionFile,
  type SessionFileBlob,
  type SessionRef,
} from '@sluice/protocol'
import * as v from 'valibot'
import { type RequestPath, readEnvelopes, sessionPath } from './readEnvelopes.ts'

/** Finds the blobs that a value names, however deep. */
function blobsIn(value: unknown, found: Map<string, BlobRef>): void {
  if (typeof value !== 'object' || value === null) return
  if (v.is(blobRef, value)) found.set(value.blob, value)
  for (const child of Object.values(value)) blobsIn(child, found)
}

/** A blob as a line of the file: as text where its bytes are that, else in base64. */
function lineOf(blob: string, mediaType: string, bytes: Uint8Array): SessionFileBlob {
  try {
    return { blob, mediaType, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    let binary = ''
    for (const byte of bytes) binary += String.fromCharCode(byte)
    return { blob, mediaType, base64: btoa(binary) }
  }
}

/**
 * Records a session as a file: its log, and the blobs that it names as far as the one who asks may read them. `request` is a client's, or
 * `path => fetch(url + path)`. Throws when the server does not answer. [T2] [P1]
 *
 * @example
 * await writeFile('bug.sluice', await recordSession(path => fetch(`http://127.0.0.1:4280${path}`), { agent: 'triage', id: 'bug-7' }))
 */
export async function recordSession(
  request: RequestPath,
  ref: SessionRef,
  options: { readonly agent?: AgentDescription } = {},
): Promise<string> {
  const envelopes = await readEnvelopes(request, ref)
  const named = new Map<string, BlobRef>()
  for (const { event } of envelopes) blobsIn(event, named)
  const blobs: SessionFileBlob[] = []
  for (const { blob, mediaType } of named.values()) {
    const response = await request(`${sessionPath(ref)}/blobs/${blob}`)
    // One for inspectors, or one that was erased, is not there for this reader.
    if (response.ok) blobs.push(lineOf(blob, mediaType, new Uint8Array(await response.arrayBuffer())))
  }
  return formatSessionFile({ session: ref, envelopes, blobs, ...options })
}
