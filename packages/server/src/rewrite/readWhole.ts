import type { Envelope, Offset } from '@sluice/protocol'
import { READ_BYTES } from '../session/openView.ts'
import type { SessionKey, Store } from '../store/Store.ts'

/** Every envelope of a log. */
export async function readWhole(store: Store, key: SessionKey): Promise<Envelope[]> {
  const envelopes: Envelope[] = []
  let after: Offset | null = null
  for (;;) {
    const range = await store.read(key, after, READ_BYTES)
    for (const envelope of range.envelopes) envelopes.push(envelope)
    after = range.envelopes.at(-1)?.offset ?? after
    if (range.atHead || range.envelopes.length === 0) return envelopes
  }
}
