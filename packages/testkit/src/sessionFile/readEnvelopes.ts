import { type Envelope, type Offset, parseEnvelope, type SessionRef } from '@sluice/protocol'

/** Requests a path of a server, such as a client's `request` does. */
export type RequestPath = (path: string) => Promise<Response>

/** Where a session is over HTTP. */
export const sessionPath = ({ agent, id }: SessionRef): string =>
  `/v1/sessions/${encodeURIComponent(agent)}/${encodeURIComponent(id)}`

/** Reads a session's log over HTTP, whole or up to an offset. Throws when the server does not answer or an envelope is malformed. [S8] */
export async function readEnvelopes(
  request: RequestPath,
  ref: SessionRef,
  upTo: Offset | null = null,
): Promise<readonly Envelope[]> {
  const envelopes: Envelope[] = []
  let from = '-1'
  for (;;) {
    const response = await request(`${sessionPath(ref)}/events?offset=${from}`)
    if (!response.ok)
      throw new Error(`The server answered ${response.status} instead of the log: ${await response.text()}`)
    for (const input of (await response.json()) as unknown[]) {
      const parsed = parseEnvelope(input)
      if (!parsed.ok) throw new Error(parsed.reason)
      if (upTo === null || parsed.value.offset <= upTo) envelopes.push(parsed.value)
    }
    const next = response.headers.get('stream-next-offset')
    if (response.headers.get('stream-up-to-date') === 'true' || next === null || next === from)
      return envelopes
    from = next
  }
}
