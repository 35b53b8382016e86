import type { AgentRules } from '@sluice/fold'
import type { SessionRef } from '@sluice/protocol'
import type { AgentDirectory } from '../hub/types.ts'
import type { Clock } from '../ports.ts'
import { ServerError } from '../ServerError.ts'
import type { SessionKey } from '../store/Store.ts'
import type { Action, Authenticate, Authorize, Principal, RequestFacts, SessionFacts } from './types.ts'

/** Who asks where there is no `authenticate`: the person at this machine. [S6] */
const localPrincipal: Principal = { id: 'local', tenant: 'local', expiresAt: null }

const ownerActions: ReadonlySet<Action> = new Set([
  'create',
  'read',
  'send',
  'stop',
  'decide',
  'patch',
  'fork',
])

const allowEverything: Authorize = () => true

/** A principal's own sessions, and those that nobody has created yet. */
const allowOwner: Authorize = (principal, action, session) =>
  session !== null && ownerActions.has(action) && (session.owner ?? principal.id) === principal.id

/** Who may do what. [S6] */
export interface Access {
  readonly authenticates: boolean
  admit(token: string | null, request: RequestFacts): Promise<Principal>
  /** Throws `expired` when the principal's time is over. */
  checkExpiry(principal: Principal): void
  /** The key of a session and the rules of its agent. Throws `not-found` for an agent that does not exist. [S11] */
  resolve(principal: Principal, session: SessionRef): { readonly key: SessionKey; readonly rules: AgentRules }
  /** Rejects with `not-found` when the session may not be read, else with `forbidden` when one of the actions is denied. [S11] */
  demand(principal: Principal, session: SessionFacts, ...actions: readonly Action[]): Promise<void>
  allows(principal: Principal, action: Action, session: SessionFacts | null): Promise<boolean>
}

/** What access is made of. */
export interface AccessOptions {
  readonly agents: AgentDirectory
  readonly clock: Clock
  readonly authenticate?: Authenticate
  readonly authorize?: Authorize
}

/** Creates the access rules of a hub. */
export function createAccess({ agents, clock, authenticate, authorize }: AccessOptions): Access {
  const decide = authorize ?? (authenticate === undefined ? allowEverything : allowOwner)

  const checkExpiry = (principal: Principal) => {
    if (principal.expiresAt !== null && principal.expiresAt <= clock.now()) throw new ServerError('expired')
  }

  const allows: Access['allows'] = async (principal, action, session) =>
    (await decide(principal, action, session)) === true

  return {
    authenticates: authenticate !== undefined,
    admit: async (token, request) => {
      if (authenticate === undefined) return localPrincipal
      const principal = await authenticate(token, request)
      if (principal === null) throw new ServerError('unauthenticated')
      if (principal.id.length === 0 || principal.id.length > 128) {
        throw new ServerError(
          'unauthenticated',
          'The id of the principal has to have 1 to 128 characters, since it stands in the log. Change what `authenticate` returns.',
        )
      }
      checkExpiry(principal)
      return principal
    },
    checkExpiry,
    resolve: (principal, session) => {
      const rules = agents.get(session.agent)
      if (rules === null) throw new ServerError('not-found')
      return { key: { tenant: principal.tenant, agent: session.agent, id: session.id }, rules }
    },
    demand: async (principal, session, ...actions) => {
      checkExpiry(principal)
      if (!(await allows(principal, 'read', session))) throw new ServerError('not-found')
      for (const action of actions) {
        if (!(await allows(principal, action, session))) throw new ServerError('forbidden')
      }
    },
    allows,
  }
}
