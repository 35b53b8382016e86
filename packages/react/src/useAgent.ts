import type { SessionRef } from '@sluice/protocol'
import { useMemo } from 'react'
import { type Agent, createAgent } from './createAgent.ts'
import { useSession } from './hooks.ts'
import { useClient } from './SluiceProvider.tsx'
import { useReadable } from './useReadable.ts'

/**
 * Returns the live state of a session and what can be done in it. The component renders again only for the fields that it read. [C5]
 *
 * @example
 * const { messages, status, send } = useAgent({ agent: 'triage', id: 'bug-7' })
 */
export function useAgent(ref: SessionRef): Agent {
  const client = useClient()
  const store = useSession(ref)
  const agent = useMemo(() => createAgent(client, store), [client, store])
  return useReadable(agent, agent.empty)
}
