import { sessionAt } from '@sluice/client'
import type { Offset, SessionRef } from '@sluice/protocol'
import { useMemo } from 'react'
import { createAgent } from './createAgent.ts'
import { useClient } from './SluiceProvider.tsx'
import type { AnyAgent, TypedFields } from './typed.ts'
import { useReadable } from './useReadable.ts'

/**
 * Returns a session as it was at an offset, or at the last event before it. It reads only, and does not change any more once it is there; until then its
 * `status` is `connecting`. The log is read once for all offsets of a session that are shown. [C9]
 *
 * @example
 * const { messages, state } = useAgentAt({ agent: 'triage', id: 'bug-7' }, offset)
 */
export function useAgentAt<A extends AnyAgent = AnyAgent>(
  { agent, id }: SessionRef,
  offset: Offset,
): TypedFields<A> {
  const client = useClient()
  const past = useMemo(
    () => createAgent(client, sessionAt(client, { agent, id }, offset)),
    [client, agent, id, offset],
  )
  return useReadable(past, past.empty) as unknown as TypedFields<A>
}
