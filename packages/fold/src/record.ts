import type { Id } from '@sluice/protocol'
import type { ById } from './view.ts'

/** Tells whether a record has an entry of its own under an id, `__proto__` and `constructor` included. */
export function has<T>(record: ById<T>, id: Id): boolean {
  return Object.hasOwn(record, id)
}

/** The entry under an id, or null. */
export function get<T>(record: ById<T>, id: Id): T | null {
  return Object.hasOwn(record, id) ? (record[id] as T) : null
}

/** A copy of the record with an entry set. */
export function put<T>(record: ById<T>, id: Id, value: T): ById<T> {
  return { ...record, [id]: value }
}

/** A copy of the record without an entry. */
export function without<T>(record: ById<T>, id: Id): ById<T> {
  const { [id]: _, ...rest } = record
  return rest
}

/** Sets an entry in place, in a record that the caller owns. */
export function setOwn<T>(record: Record<Id, T>, id: Id, value: T): void {
  // Assigning to `__proto__` would change the prototype instead.
  if (id === '__proto__')
    Object.defineProperty(record, id, { value, writable: true, enumerable: true, configurable: true })
  else record[id] = value
}
