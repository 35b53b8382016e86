import * as v from 'valibot'
import { patch } from '../patch.ts'

/** Schemas of the events about the shared state. */
export const stateEvents = {
  'state.patched': v.object({ type: v.literal('state.patched'), patch }),
}
