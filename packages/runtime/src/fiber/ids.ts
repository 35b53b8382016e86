import { createHash } from 'node:crypto'
import type { Id } from '@sluice/protocol'

/** The id that a key stands for, so that the key is looked up in the log and nowhere else. [E4] */
export function idOfKey(kind: 'fiber' | 'timer', key: string): Id {
  return `${kind}_${createHash('sha256').update(key).digest('hex').slice(0, 32)}`
}

/** The id of a fiber or timer that is named by its id or its key. */
export function idOf(kind: 'fiber' | 'timer', which: Id | { readonly key: string }): Id {
  return typeof which === 'string' ? which : idOfKey(kind, which.key)
}
