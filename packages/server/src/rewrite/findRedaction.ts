import { emptyView, fold } from '@sluice/fold'
import type { Envelope, Event, Id } from '@sluice/protocol'
import type { LogChange, PageEntry } from '../store/Store.ts'
import { redactLog } from './redactLog.ts'

/** What redacting a message changes beside the event that says so. */
export interface Redaction {
  readonly changes: readonly LogChange[]
  /** The page entries that held the message; it may be older than what a writer's view holds. */
  readonly pages: readonly PageEntry[]
}

/** Works out from a whole log what redacting a settled message changes. [S12] */
export function findRedaction(envelopes: readonly Envelope[], message: Id): Redaction {
  const settled = fold(emptyView, envelopes).settled.flat()
  const pages = settled.flatMap((entry, ordinal) =>
    entry.kind === 'message' && entry.id === message
      ? [{ ordinal, entry: { ...entry, parts: [], redacted: true } }]
      : [],
  )
  return { changes: redactLog(envelopes, message), pages }
}

/** The messages that were redacted in a log. */
export function redactedIn(envelopes: readonly Envelope[]): ReadonlySet<Id> {
  return new Set(
    envelopes.flatMap(({ event }) =>
      event.type === 'message.redacted' ? [(event as Event<'message.redacted'>).message] : [],
    ),
  )
}

/** The messages that a log has ever held, those that only waited included. */
export function messagesIn(envelopes: readonly Envelope[]): ReadonlySet<Id> {
  return new Set(
    envelopes.flatMap(({ event }) =>
      event.type === 'message.added' || event.type === 'message.queued'
        ? [(event as Event<'message.added' | 'message.queued'>).message]
        : [],
    ),
  )
}
