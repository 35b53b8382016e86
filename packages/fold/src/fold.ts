import type { Envelope, Event, EventType } from '@sluice/protocol'
import { isAfter, isEvent, isEventType } from '@sluice/protocol'
import { createDraft, type Draft, type Reducer } from './draft.ts'
import { Impossible } from './impossible.ts'
import { reducers } from './reduce/index.ts'
import type { View } from './view.ts'

/** How many faults a view keeps; it counts all. */
const KEPT_FAULTS = 32

/** Folds an event of a known type. Returns why it is malformed or impossible, or null; then nothing was changed. [F3] */
function reduce<T extends EventType>(draft: Draft, type: T, envelope: Envelope): string | null {
  const { event } = envelope
  if (!isEvent(type, event)) return 'the event has not the fields of its type'
  if (draft.view.session === null && type !== 'session.created') return 'there is no session yet'
  try {
    const reducer = reducers[type] as Reducer<Event<T>>
    reducer(draft, event as Event<T>, envelope)
    return null
  } catch (error) {
    if (error instanceof Impossible) return error.message
    throw error
  }
}

/**
 * Folds envelopes into a view and returns the new view; the given one stays as it is, and what no envelope touched keeps its reference.
 * Envelopes at or before the view's offset are passed over; when all are, the same view is returned. Never throws: an event of an unknown
 * type moves the offset only, one that is malformed or impossible is counted in `faults`. The work for a delta depends on neither the
 * length of the conversation nor that of the run. [F1 F2 F3 F4 E3]
 */
export function fold(view: View, envelopes: readonly Envelope[]): View {
  let draft: Draft | null = null
  for (const envelope of envelopes) {
    const current: View = draft?.view ?? view
    if (current.outdated !== null) break
    if (!isAfter(envelope.offset, current.offset)) continue
    draft ??= createDraft(view)
    const { type } = envelope.event
    if (isEventType(type)) {
      const reason = reduce(draft, type, envelope)
      if (reason !== null) noteFault(draft, envelope, reason)
    } else if (envelope.must === true) {
      draft.view.outdated = { offset: envelope.offset, type }
      break
    }
    draft.view.offset = envelope.offset
    draft.view.at = envelope.at
  }
  return draft?.view ?? view
}

function noteFault({ view }: Draft, envelope: Envelope, reason: string): void {
  const { count, first } = view.faults
  const fault = { offset: envelope.offset, type: envelope.event.type, reason }
  view.faults = { count: count + 1, first: count < KEPT_FAULTS ? [...first, fault] : first }
}
