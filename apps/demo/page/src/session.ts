import { useSyncExternalStore } from 'react'

/** The agent of this page. */
export const agent = 'triage'

/** Names of sessions that a person can tell apart in a list of addresses. */
const newId = () => crypto.randomUUID().slice(0, 8)

const listeners = new Set<() => void>()

const current = () => new URLSearchParams(location.search).get('session')

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
export const addressOf = (id: string) => `?session=${encodeURIComponent(id)}`

/** Goes to a session; to a new one without an id. A session exists from its first message on. */
export function openSession(id: string = newId()): void {
  history.pushState(null, '', addressOf(id))
  tell()
}

/** The session that the address names; a new one is put there when it names none. */
export function useSessionId(): string {
  return useSyncExternalStore(subscribe, () => {
    const named = current()
    if (named) return named
    const id = newId()
    history.replaceState(null, '', addressOf(id))
    return id
  })
}
