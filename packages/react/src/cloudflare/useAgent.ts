import { useEffect, useMemo, useReducer, useRef } from 'react'
import type { TypedAgent, UntypedAgent, UseAgentOptions } from './agentTypes.ts'
import { createHeldAgent } from './createHeldAgent.ts'

/**
 * Connects to an agent of Cloudflare's Agents SDK: takes the options and gives the result of `useAgent` of `agents/react`, on our client. What is not in the types
 * is not honoured; what is different is in the docs under `backends`. The result keeps its identity while the address is the same; the component renders again when
 * its state, its identity or its connection changes.
 *
 * @example
 * const agent = useAgent<{ count: number }>({ agent: 'Counter', name: 'room-7' })
 * agent.setState({ count: (agent.state?.count ?? 0) + 1 })
 */
export function useAgent<State = unknown>(options: UseAgentOptions<State>): UntypedAgent<State>
export function useAgent<A extends { readonly state: State }, State>(
  options: UseAgentOptions<State>,
): TypedAgent<A, State>
export function useAgent(options: UseAgentOptions): UntypedAgent<unknown> {
  const latest = useRef(options)
  useEffect(() => {
    latest.current = options
  })
  const {
    agent,
    name,
    host,
    prefix,
    basePath,
    path,
    sub,
    query,
    queryDeps,
    pingMethod,
    enabled = true,
  } = options
  const asked = typeof query === 'function' ? queryDeps : query
  const key = JSON.stringify([agent, name, host, prefix, basePath, path, sub, asked, pingMethod])
  // biome-ignore lint/correctness/useExhaustiveDependencies: The key holds what another agent depends on.
  const held = useMemo(() => createHeldAgent(() => latest.current), [key])
  const [, render] = useReducer((count: number) => count + 1, 0)

  useEffect(() => {
    if (!enabled) return
    const { store, client, backend } = held
    const leaves = [
      held.attend(),
      store.state().subscribe(render),
      client.connection.subscribe(render),
      backend.isReady.subscribe(render),
      backend.closed.subscribe(render),
    ]
    // What came to be known before it was subscribed to.
    render()
    return () => {
      for (const leave of leaves) leave()
    }
  }, [held, enabled])
  return held.agent
}
