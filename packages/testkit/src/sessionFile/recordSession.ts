import {
  type AgentDescription,
  blobLine,
  formatSessionFile,
  namedBlobs,
  type SessionFileBlob,
  type SessionRef,
} from '@sluice/protocol'
import { type RequestPath, readEnvelopes, sessionPath } from './readEnvelopes.ts'

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
  const blobs: SessionFileBlob[] = []
  for (const named of namedBlobs(envelopes)) {
    const response = await request(`${sessionPath(ref)}/blobs/${named.blob}`)
    // One for inspectors, or one that was erased, is not there for this reader.
    if (response.ok) blobs.push(blobLine(named, new Uint8Array(await response.arrayBuffer())))
  }
  return formatSessionFile({ session: ref, envelopes, blobs, ...options })
}
