import { equalJson } from '@sluice/fold'
import type { Json, SessionRef } from '@sluice/protocol'
import { useRef, useSyncExternalStore } from 'react'
import { emptyState } from './empty.ts'
import { useSession } from './hooks.ts'

/** The shared state, own patches that still wait included, or what `select` takes from it; renders again when that is another value, compared as JSON. [C5 C8] */
export function useAgentState(ref: SessionRef): Json
export function useAgentState<T>(ref: SessionRef, select: (state: Json) => T): T
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
    () => keep(emptyState),
  )
}
