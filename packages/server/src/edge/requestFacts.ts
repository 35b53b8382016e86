import type { IncomingMessage } from 'node:http'
import type { ConnectionRequest } from '../connection/types.ts'

/** What a request says of itself. A token is taken from the Authorization header, never from the URL. [S6] */
export function requestFacts(incoming: IncomingMessage): ConnectionRequest {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  const token = /^Bearer +(\S+) *$/i.exec(incoming.headers.authorization ?? '')?.[1] ?? null
  return { headers, address: incoming.socket.remoteAddress ?? null, token }
}
