import { useMemo, useSyncExternalStore } from 'react'
import { createFlueAgent, emptyFlueSnapshot, type FlueAgent } from './createFlueAgent.ts'
import { createFlueClient, type FlueClient } from './createFlueClient.ts'
import type { UseFlueAgentResult } from './types.ts'

/** What {@link useFlueAgent} is given; without an address or a client it does nothing. */
export interface UseFlueAgentOptions {
  /** The address of one conversation. Without a host it is on the page's own; on a server the hook then waits for the page. */
  url?: string
  /** A client of `createFlueClient` of this entry, for headers or a token; goes before `url`. Keep it between renders. */
  client?: FlueClient
  /** How updates come; `sse` when absent. */
  live?: 'sse' | 'long-poll'
}

const nowhere: FlueAgent = {
  getSnapshot: () => emptyFlueSnapshot,
  subscribe: () => () => {},
  sendMessage: async () => {
    throw new Error('There is no conversation to send to. Give the hook a url or a client.')
  },
  retrySend: () => {},
  discardSend: () => {},
  refresh: () => {},
}

const isAbsolute = (url: string): boolean => /^[a-z][a-z0-9+.-]*:/i.test(url)

/**
 * Follows and leads one conversation with an agent of a Flue server, with the options and results of the hook of this name in Flue's own React package. What is
 * otherwise: `status` is `streaming` while anybody's submission is being worked on; a failed message stays until it is sent again or discarded;
 * `sendMessage` resolves when the message stands in the conversation; a message that a stop dropped on the server is a failed one.
 *
 * @example
 * const { messages, sendMessage } = useFlueAgent({ url: `/agents/triage/${id}` })
 */
export function useFlueAgent(options: UseFlueAgentOptions = {}): UseFlueAgentResult {
  const { url, client: given, live = 'sse' } = options
  const client = useMemo(() => {
    if (given !== undefined || url === undefined) return given
    // On a server an address without a host leads nowhere.
    return globalThis.location === undefined && !isAbsolute(url) ? undefined : createFlueClient({ url })
  }, [given, url])
  const agent = useMemo(
    () => (client === undefined ? nowhere : createFlueAgent(client, live)),
    [client, live],
  )
  const snapshot = useSyncExternalStore(agent.subscribe, agent.getSnapshot, () => emptyFlueSnapshot)
  const { sendMessage, retrySend, discardSend, refresh } = agent
  return { ...snapshot, sendMessage, retrySend, discardSend, refresh }
}
