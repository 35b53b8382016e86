import { emptyView, findMessage, fold, lineOf, partsOf, type View } from '@sluice/fold'
import { type Envelope, type Offset, parseEnvelope, type SessionRef } from '@sluice/protocol'

/** A session as a server's log has it. */
export interface TestSession {
  readonly envelopes: readonly Envelope[]
  readonly view: View
  /** The text parts of the messages of the line, each whole, oldest first. */
  readonly texts: readonly string[]
}

/**
 * Reads a session's log from a server over HTTP, whole or up to an offset, and folds it. Throws when the server does not answer or an envelope is
 * malformed.
 */
export async function readSession(
  url: string,
  { agent, id }: SessionRef,
  upTo: Offset | null = null,
): Promise<TestSession> {
  const envelopes: Envelope[] = []
  let from = '-1'
  for (;;) {
    const response = await fetch(`${url}/v1/sessions/${agent}/${id}/events?offset=${from}`)
    if (!response.ok)
      throw new Error(`The server answered ${response.status} instead of the log: ${await response.text()}`)
    for (const input of (await response.json()) as unknown[]) {
      const parsed = parseEnvelope(input)
      if (!parsed.ok) throw new Error(parsed.reason)
      if (upTo === null || parsed.value.offset <= upTo) envelopes.push(parsed.value)
    }
    const next = response.headers.get('stream-next-offset')
    if (response.headers.get('stream-up-to-date') === 'true' || next === null || next === from) break
    from = next
  }
  const view = fold(emptyView, envelopes)
  const texts = lineOf(view).flatMap(message => {
    const found = findMessage(view, message)
    return found === null
      ? []
      : partsOf(view, found).flatMap(part => (part.kind === 'text' ? [part.text] : []))
  })
  return { envelopes, view, texts }
}
