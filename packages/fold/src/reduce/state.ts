import type { Event } from '@sluice/protocol'
import type { Reducer } from '../draft.ts'
import { applyPatch } from '../state/applyPatch.ts'
import { noteWrites } from '../state/writes.ts'

/** Patches the shared state and notes who wrote which path. [E12] */
export const reduceStatePatched: Reducer<Event<'state.patched'>> = ({ view }, event, envelope) => {
  const result = applyPatch(view.state, event.patch)
  if (!result.ok) return result.reason
  view.stateWrites = noteWrites(view.stateWrites, view.state, event.patch, {
    offset: envelope.offset,
    actor: envelope.actor,
  })
  view.state = result.value
  return null
}
