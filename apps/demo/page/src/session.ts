import { useSyncExternalStore } from 'react'
import { agentOf } from './agents.ts'

/** Names of sessions that a person can tell apart in a list of addresses. */
const newId = () => crypto.randomUUID().slice(0, 8)

const listeners = new Set<() => void>()

const query = () => new URLSearchParams(location.search)

function tell(): void {
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('popstate', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('popstate', listener)
  }
}

/** The address of a session on this page. */
export function addressOf(agent: string, id: string): string {
  const words = agent === agentOf(null).name ? { session: id } : { agent, session: id }
  return `?${new URLSearchParams(words)}`
}

/** Goes to a session; to a new one without an id. A session exists from its first message on. */
export function openSession(agent: string, id: string = newId()): void {
  history.pushState(null, '', addressOf(agent, id))
  tell()
}

/** The name of the agent that the address names; of the first one when it names none. */
export function useAgentName(): string {
  return useSyncExternalStore(subscribe, () => agentOf(query().get('agent')).name)
}

/** The session that the address names; a new one is put there when it names none. */
export function useSessionId(): string {
  return useSyncExternalStore(subscribe, () => {
    const named = query().get('session')
    if (named) return named
    const id = newId()
    history.replaceState(null, '', addressOf(agentOf(query().get('agent')).name, id))
    return id
  })
}
