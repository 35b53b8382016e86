import { type Command, isJson, type Json } from '@sluice/protocol'
import { applyPatch } from '../state/applyPatch.ts'
import { findConflict } from '../state/writes.ts'
import type { View } from '../view.ts'
import { accept, refuse } from './answers.ts'
import { createIfAbsent } from './session.ts'
import type { AgentRules, DecideContext, Decision } from './types.ts'

/** How large the state document may be, in bytes of JSON in UTF-8. [E12] */
export const STATE_LIMIT_BYTES = 256 * 1024

/** Tells whether a value holds a key `__proto__` at any depth. */
function holdsProto(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(holdsProto)
}

/** Says what is wrong with a state document, or null. [E12] */
export function checkState(state: Json, rules: AgentRules): string | null {
  if (new TextEncoder().encode(JSON.stringify(state)).length > STATE_LIMIT_BYTES) {
    return 'The state would be larger than 256 KB. Keep large content in messages or files.'
  }
  if (!isJson(state)) return 'The state would be nested more than 64 levels deep.'
  if (holdsProto(state))
    return 'The state would hold a key __proto__, which careless code takes for a prototype.'
  return rules.checkState?.(state) ?? null
}

/** Patches the state for a client, where the agent lets it, unless somebody else changed the same place since. [E12] */
export function patchState(view: View, command: Command<'state.patch'>, context: DecideContext): Decision {
  if (context.rules.clientsPatchState !== true) {
    return refuse(
      'forbidden',
      'This agent does not let clients change its state, so the patch was not applied.',
    )
  }
  const created = createIfAbsent(view, context)
  const before = view.session === null ? (context.rules.initialState ?? {}) : view.state
  const conflict = findConflict(view, command.patch, command.base, context.actor)
  if (conflict !== null) {
    return refuse(
      'state-conflict',
      `Somebody else changed ${conflict || 'the whole state'} meanwhile. Make the patch again on the newer state.`,
    )
  }
  const result = applyPatch(before, command.patch)
  if (!result.ok) return refuse('state-refused', result.reason)
  const reason = checkState(result.value, context.rules)
  if (reason !== null) return refuse('state-refused', reason)
  return accept(...created, { type: 'state.patched', patch: command.patch })
}
