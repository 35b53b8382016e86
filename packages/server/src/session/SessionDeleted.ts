import { ServerError } from '../ServerError.ts'
import type { Tombstone } from '../store/Store.ts'

/** Refuses a session that was deleted. Whoever could not read it is to be told `not-found` instead; see `holdFor`. [S12] */
export class SessionDeleted extends ServerError {
  readonly tombstone: Tombstone

  constructor(tombstone: Tombstone) {
    super('deleted')
    this.tombstone = tombstone
  }
}
