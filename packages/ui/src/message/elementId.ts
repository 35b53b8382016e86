import type { Id } from '@sluice/protocol'

const PREFIX = 'message-'

/** The id of a message's element, which an address can name. */
export const elementId = (message: Id): string => `${PREFIX}${message}`

/** The message that the fragment of an address names; null for none. */
export function messageOfHash(hash: string): Id | null {
  if (!hash.startsWith(`#${PREFIX}`)) return null
  try {
    return decodeURIComponent(hash.slice(PREFIX.length + 1))
  } catch {
    return null
  }
}
