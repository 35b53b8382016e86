import type { Event } from '@sluice/protocol'
import type { Reducer } from '../draft.ts'
import { patched } from '../state/applyPatch.ts'
import { noteWrites } from '../state/writes.ts'

/** Patches the shared state and notes who wrote which path. [E12] */
export const reduceStatePatched: Reducer<Event<'state.patched'>> = ({ view }, { patch }, envelope) => {
  const { offset, actor } = envelope
  const state = patched(view.state, patch)
  view.stateWrites = noteWrites(view.stateWrites, view.state, patch, { offset, actor })
  view.state = state
}
