import type { SessionRef } from '@sluice/protocol'
import { useMemo } from 'react'
import { createAgent } from './createAgent.ts'
import { useSession } from './hooks.ts'
import { useClient } from './SluiceProvider.tsx'
import type { AnyAgent, TypedSession } from './typed.ts'
import { useReadable } from './useReadable.ts'

/**
 * Returns the live state of a session and what can be done in it. The component renders again only for the fields that it read. [C5]
 *
 * @example
 * const { messages, status, send } = useAgent({ agent: 'triage', id: 'bug-7' })
 *
 * @example
 * import type { triage } from '../agents/triage.ts'
 * const { state, toolCalls } = useAgent<typeof triage>({ agent: 'triage', id: 'bug-7' })
 */
export function useAgent<A extends AnyAgent = AnyAgent>(ref: SessionRef): TypedSession<A> {
  const client = useClient()
  const store = useSession(ref)
  const agent = useMemo(() => createAgent(client, store), [client, store])
  // What the server's schemas let through is what the agent's definition says.
  return useReadable(agent, agent.empty) as unknown as TypedSession<A>
}
