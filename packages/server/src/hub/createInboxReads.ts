import type { Access } from '../access/createAccess.ts'
import type { Principal } from '../access/types.ts'
import { ServerError } from '../ServerError.ts'
import type { OpenApproval, Store } from '../store/Store.ts'
import type { Sessions } from './createSessions.ts'
import type { InboxPage, Reads } from './types.ts'

/** How many open approvals are looked through for a page of those that a principal may read. */
const MOST_LOOKED_AT = 1000

interface Rights {
  readonly mayRead: boolean
  readonly mayDecide: boolean
}

/** Creates the read of the inbox: open approvals of all sessions, by the rights of each. [R16] [S6] */
export function createInboxReads(options: {
  readonly access: Access
  readonly sessions: Sessions
  readonly store: Store
}): Reads['approvals'] {
  const { access, sessions, store } = options

  const rightsIn = async (principal: Principal, { agent, session: id }: OpenApproval): Promise<Rights> => {
    const held = await sessions.hold({ tenant: principal.tenant, agent, id })
    try {
      const owner = held.session.view().session?.owner ?? null
      const facts = await sessions.factsOf(principal, held.session, owner)
      const mayRead = await access.allows(principal, 'read', facts)
      return { mayRead, mayDecide: mayRead && (await access.allows(principal, 'decide', facts)) }
    } finally {
      held.release()
    }
  }

  return async (principal, after, limit) => {
    access.checkExpiry(principal)
    const rights = new Map<string, Promise<Rights>>()
    const approvals: InboxPage['approvals'][number][] = []
    let place = after
    for (let lookedAt = 0; lookedAt < MOST_LOOKED_AT && approvals.length < limit; ) {
      const rows = await store.approvals(principal.tenant, limit, place).catch((cause: unknown) => {
        throw new ServerError('storage-failed', undefined, { cause })
      })
      for (const row of rows) {
        const name = `${row.agent}/${row.session}`
        const asked = rights.get(name) ?? rightsIn(principal, row)
        rights.set(name, asked)
        const { mayRead, mayDecide } = await asked
        const { requestedAt, agent, session, approval } = row
        place = { requestedAt, agent, session, approval }
        if (mayRead) approvals.push({ ...row, mayDecide })
        if (approvals.length === limit) break
      }
      lookedAt += rows.length
      if (rows.length < limit) return { approvals, after: approvals.length < limit ? null : place }
    }
    return { approvals, after: place }
  }
}
