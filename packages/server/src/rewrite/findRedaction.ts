import { emptyView, fold } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import type { LogChange, PageEntry, SessionKey, Store } from '../store/Store.ts'
import { readWhole } from './readWhole.ts'
import { redactLog } from './redactLog.ts'

/** What redacting a message changes beside the event that says so. */
export interface Redaction {
  readonly changes: readonly LogChange[]
  /** The page entries that held the message; it may be older than what a writer's view holds. */
  readonly pages: readonly PageEntry[]
}

/** Works out from the log what redacting a settled message changes. [S12] */
export async function findRedaction(store: Store, key: SessionKey, message: Id): Promise<Redaction> {
  const envelopes = await readWhole(store, key)
  const settled = fold(emptyView, envelopes).settled.flat()
  const pages = settled.flatMap((entry, ordinal) =>
    entry.kind === 'message' && entry.id === message
      ? [{ ordinal, entry: { ...entry, parts: [], redacted: true } }]
      : [],
  )
  return { changes: redactLog(envelopes, message), pages }
}
