import { type EventFilter, type EventsView, eventsOf } from '@sluice/client'
import type { SessionRef } from '@sluice/protocol'
import { useMemo } from 'react'
import { useClient } from './SluiceProvider.tsx'
import { useReadable } from './useReadable.ts'

const empty: EventsView = { envelopes: [], phase: 'connecting', error: null }

/**
 * The events of a session that a filter lets through, oldest first, as they come. It reads the log from its first event on, once for all that ask, so it is
 * for consoles and activity lists; a conversation is read from the view. [H1] [W1]
 *
 * @example
 * const { envelopes } = useEvents(ref, { types: ['tool.settled', 'approval'], latest: 50 })
 */
export function useEvents({ agent, id }: SessionRef, filter: EventFilter = {}): EventsView {
  const client = useClient()
  const key = JSON.stringify(filter)
  const events = useMemo(
    () => eventsOf(client, { agent, id }, JSON.parse(key) as EventFilter),
    [client, agent, id, key],
  )
  return useReadable(events, empty)
}
