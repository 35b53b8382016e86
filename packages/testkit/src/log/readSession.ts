import { emptyView, findMessage, fold, lineOf, partsOf, type View } from '@sluice/fold'
import type { Envelope, Offset, SessionRef } from '@sluice/protocol'
import { readEnvelopes } from '../sessionFile/readEnvelopes.ts'

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
  ref: SessionRef,
  upTo: Offset | null = null,
): Promise<TestSession> {
  const envelopes = await readEnvelopes(path => fetch(url + path), ref, upTo)
  const view = fold(emptyView, envelopes)
  const texts = lineOf(view).flatMap(message => {
    const found = findMessage(view, message)
    return found === null
      ? []
      : partsOf(view, found).flatMap(part => (part.kind === 'text' ? [part.text] : []))
  })
  return { envelopes, view, texts }
}
