import { type ErrorCode, type Event, errorTable } from '@sluice/protocol'
import type { Decision } from './types.ts'

/** Accepts with events. */
export function accept(...events: Event[]): Decision {
  return { ok: true, events }
}

/** Refuses with a code of the table and, where it can say more, a sentence of its own. */
export function refuse(code: ErrorCode, message: string = errorTable[code].message): Decision {
  return { ok: false, code, message }
}
