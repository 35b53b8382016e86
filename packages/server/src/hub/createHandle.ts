import type { BlobRef, Envelope } from '@sluice/protocol'
import type { Clock } from '../ports.ts'
import { ServerError } from '../ServerError.ts'
import { hashContent } from '../session/identity.ts'
import { READ_BYTES } from '../session/openView.ts'
import type { SessionKey, Store } from '../store/Store.ts'
import type { Claims } from './createClaims.ts'
import type { Held } from './Held.ts'
import type { BlobOptions, SessionHandle } from './types.ts'

/** How much of a text stands in a reference to it, in UTF-16 units. */
const PREVIEW_LENGTH = 1024

/** What storing a blob takes. */
export interface BlobKeeping {
  readonly store: Store
  readonly clock: Clock
}

/** Stores content under its hash and makes the reference to it. Rejects with `storage-failed`. [E8] */
export async function storeBlob(
  { store, clock }: BlobKeeping,
  key: SessionKey,
  content: Uint8Array | string,
  { mediaType, audience, preview }: BlobOptions,
): Promise<BlobRef> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const hash = hashContent(bytes)
  await store.putBlob(key, hash, { bytes, mediaType, audience }, clock.now()).catch((cause: unknown) => {
    throw new ServerError('storage-failed', undefined, { cause })
  })
  const text =
    typeof content === 'string' ? content : new TextDecoder().decode(bytes.subarray(0, 4 * PREVIEW_LENGTH))
  const beginning = preview === true ? { preview: text.slice(0, PREVIEW_LENGTH).toWellFormed() } : {}
  return { blob: hash, bytes: bytes.length, mediaType, ...beginning }
}

async function* readLog(store: Store, { session }: Held, after: string | null): AsyncGenerator<Envelope> {
  const head = session.head()
  let last = after
  while (head !== null && (last === null || last < head)) {
    const range = await store.read(session.key, last, READ_BYTES)
    for (const envelope of range.envelopes) {
      if (envelope.offset > head) return
      yield envelope
      last = envelope.offset
    }
    if (range.atHead || range.envelopes.length === 0) return
  }
}

/** Makes a handle of a held session. */
export function createHandle(held: Held, keeping: BlobKeeping & { readonly claims: Claims }): SessionHandle {
  const { store } = keeping
  const { key, writer } = held.session
  return {
    key,
    view: writer.head,
    append: async (actor, build) => {
      const events = build(writer.head())
      return events === null || events.length === 0 ? null : writer.append({ actor, events, command: null })
    },
    settled: writer.settled,
    read: after => readLog(store, held, after),
    putBlob: (content, options) => storeBlob(keeping, key, content, options),
    getBlob: hash => store.getBlob(key, hash),
    claimLost: (call, graceMs, signal) => keeping.claims.lost(key, call, graceMs, signal),
    release: held.release,
  }
}
