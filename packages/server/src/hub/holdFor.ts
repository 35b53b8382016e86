import type { Access } from '../access/createAccess.ts'
import type { Principal } from '../access/types.ts'
import { SessionDeleted } from '../session/SessionDeleted.ts'
import type { SessionKey } from '../store/Store.ts'
import type { Sessions } from './createSessions.ts'
import type { Held } from './Held.ts'

/** Holds a session for a principal. One that was deleted is `deleted` to whoever might have read it, and `not-found` to others. [S11] [S12] */
export async function holdFor(
  sessions: Sessions,
  access: Access,
  principal: Principal,
  key: SessionKey,
): Promise<Held> {
  try {
    return await sessions.hold(key)
  } catch (error) {
    if (error instanceof SessionDeleted) {
      await access.demand(principal, { ...key, owner: error.tombstone.owner })
    }
    throw error
  }
}
