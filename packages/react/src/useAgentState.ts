import { equalJson } from '@sluice/fold'
import type { Json, SessionRef } from '@sluice/protocol'
import { useRef, useSyncExternalStore } from 'react'
import { emptyState } from './empty.ts'
import { useSession } from './hooks.ts'
import type { AnyAgent, StateOf } from './typed.ts'

/**
 * The shared state, own patches that still wait included, or what `select` takes from it; renders again when that is another value, compared as JSON. [C5 C8]
 *
 * @example
 * import type { triage } from '../agents/triage.ts'
 * const { title } = useAgentState<typeof triage>({ agent: 'triage', id: 'bug-7' })
 * const open = useAgentState<typeof triage, number>({ agent: 'triage', id: 'bug-7' }, state => state.steps.length)
 */
export function useAgentState<A extends AnyAgent = AnyAgent>(ref: SessionRef): StateOf<A>
export function useAgentState<A extends AnyAgent = AnyAgent, T = unknown>(
  ref: SessionRef,
  select: (state: StateOf<A>) => T,
): T
export function useAgentState(ref: SessionRef, select: (state: Json) => unknown = state => state): unknown {
  const state = useSession(ref).state()
  const last = useRef<unknown>(undefined)
  const keep = (state: Json): unknown => {
    const value = select(state)
    // A selector may make a new object each time; an equal one keeps its reference.
    if (!equalJson(value as Json, last.current as Json)) last.current = value
    return last.current
  }
  return useSyncExternalStore(
    state.subscribe,
    () => keep(state.getSnapshot()),
    () => keep(state.getServerSnapshot?.() ?? emptyState),
  )
}
