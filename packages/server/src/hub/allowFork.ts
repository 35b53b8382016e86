import type { Command } from '@sluice/protocol'
import type { Access } from '../access/createAccess.ts'
import type { Principal } from '../access/types.ts'
import type { Sessions } from './createSessions.ts'
import { holdFor } from './holdFor.ts'

/**
 * Rejects with a ServerError unless a principal may fork the other session. Whoever changes more than what a person said, makes an agent believe what its tools, its
 * state or its makers did not say, and has to be allowed to `inspect`. [S6] [S14]
 */
export async function allowFork(
  { access, sessions }: { readonly access: Access; readonly sessions: Sessions },
  principal: Principal,
  { from, call, patch, model }: Command<'session.fork'>,
): Promise<void> {
  const held = await holdFor(sessions, access, principal, access.resolve(principal, from).key)
  try {
    const owner = held.session.writer.head().session?.owner ?? null
    const facts = await sessions.factsOf(principal, held.session, owner)
    const isChanged = call !== undefined || patch !== undefined || model !== undefined
    await access.demand(principal, facts, 'fork', ...(isChanged ? (['inspect'] as const) : []))
  } finally {
    held.release()
  }
}
