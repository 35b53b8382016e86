import type { SessionRef } from '@sluice/protocol'
import type { Link } from './backend/createLink.ts'
import type { Client } from './Client.ts'

/**
 * Makes one thing for each session, the same for all clients of one link while anything uses it. What nothing uses is left to the garbage
 * collector; what is subscribed to is held by the link.
 */
export function createShared<T extends object>(
  make: (client: Client, ref: SessionRef) => T,
): (client: Client, ref: SessionRef) => T {
  const links = new WeakMap<Link, Map<string, WeakRef<T>>>()
  return (client, { agent, id }) => {
    const known = links.get(client.link) ?? new Map<string, WeakRef<T>>()
    links.set(client.link, known)
    const key = `${agent}/${id}`
    const found = known.get(key)?.deref()
    if (found !== undefined) return found
    const made = make(client, { agent, id })
    known.set(key, new WeakRef(made))
    return made
  }
}
