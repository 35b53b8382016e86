import type { Envelope, Offset, SessionRef } from '@sluice/protocol'
import type { Client } from '../Client.ts'
import { derived } from '../derived.ts'
import type { Problem } from '../problem.ts'
import type { Readable } from '../readable.ts'
import type { LogView } from './LogView.ts'
import { logOf } from './logOf.ts'

/** Which events of a log are asked for; all of them when empty. */
export interface EventFilter {
  /** Types, such as `tool.settled`, or whole families, such as `tool`. */
  readonly types?: readonly string[]
  /** Only those that come after this offset. */
  readonly after?: Offset
  /** At most so many, the newest. */
  readonly latest?: number
}

/** The events of a log that a filter lets through, oldest first. */
export interface EventsView {
  readonly envelopes: readonly Envelope[]
  /** `live` while everything up to the head was looked at. */
  readonly phase: LogView['phase']
  readonly error: Problem | null
}

/** Tells whether an event is asked for. */
function isAskedFor({ offset, event }: Envelope, { types, after }: EventFilter): boolean {
  if (after !== undefined && offset <= after) return false
  if (types === undefined) return true
  const [family = ''] = event.type.split('.', 1)
  return types.includes(event.type) || types.includes(family)
}

/**
 * Reads the events of a session that a filter lets through, and goes on as they come. Each event is looked at once; the list is another one only
 * when something was added to it. [C5] [W1]
 */
export function eventsOf(client: Client, ref: SessionRef, filter: EventFilter = {}): Readable<EventsView> {
  const log = logOf(client, ref)
  const { latest = Infinity } = filter
  let source: readonly Envelope[] | null = null
  let seen = 0
  let view: EventsView = { envelopes: [], phase: 'connecting', error: null }

  function getSnapshot(): EventsView {
    const { envelopes, count, phase, error } = log.getSnapshot()
    // Another array is another history.
    const before = source === envelopes ? view.envelopes : []
    if (source !== envelopes) seen = 0
    source = envelopes
    const found: Envelope[] = []
    for (; seen < count; seen++) {
      const envelope = envelopes[seen]
      if (envelope !== undefined && isAskedFor(envelope, filter)) found.push(envelope)
    }
    const isSame = found.length === 0 && before.length === view.envelopes.length
    if (isSame && phase === view.phase && error === view.error) return view
    const next = isSame ? view.envelopes : [...before, ...found].slice(-latest)
    view = { envelopes: next, phase, error }
    return view
  }

  return derived([log], getSnapshot)
}
