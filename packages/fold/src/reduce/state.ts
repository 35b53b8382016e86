import type { Reducers } from '../draft.ts'
import { patched } from '../state/applyPatch.ts'
import { noteWrites } from '../state/writes.ts'

/** How the events of the family `state` change a view. */
export const stateReducers: Reducers<'state'> = {
  /** Patches the shared state and notes who wrote which path. [E12] */
  'state.patched': ({ view }, { patch }, envelope) => {
    const { offset, actor } = envelope
    const state = patched(view.state, patch)
    view.stateWrites = noteWrites(view.stateWrites, view.state, patch, { offset, actor })
    view.state = state
  },
}
