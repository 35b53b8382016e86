import { sendCommand } from '@sluice/client'
import { findMessage } from '@sluice/fold'
import type { Id, SessionRef } from '@sluice/protocol'
import { useCallback } from 'react'
import { useClient } from './SluiceProvider.tsx'

/** Makes a session of what was said up to the end of a message; the new one is there when it resolves. */
export type Fork = (message: Id) => Promise<SessionRef>

/**
 * Returns a function that forks a session behind one of its messages, where the backend can (`capabilities.forks`). Behind an answer the fork waits for what is said
 * next; behind what a person said it is answered anew. Rejects with what a person can read. [S14]
 *
 * @example
 * const fork = useFork(ref)
 * const { id } = await fork(message.id)
 */
export function useFork({ agent, id }: SessionRef): Fork {
  const client = useClient()
  return useCallback(
    async message => {
      const view = client.session({ agent, id }).getView()
      const forked = { agent, id: client.environment.newId() }
      await sendCommand(client, forked, {
        type: 'session.fork',
        from: { agent, id },
        at: view.offset ?? '',
        upTo: message,
        ...(findMessage(view, message)?.role === 'user' ? { goOn: true } : {}),
      })
      return forked
    },
    [client, agent, id],
  )
}
