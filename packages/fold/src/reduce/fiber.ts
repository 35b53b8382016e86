import { add, edit, need, type Reducers, take } from '../draft.ts'

/** How the events of the family `fiber` change a view. */
export const fiberReducers: Reducers<'fiber'> = {
  /** Opens a fiber. [R11] */
  'fiber.started': (draft, event, envelope) => {
    const { fiber: id, name, run = null, timer = null, key = null, data = null } = event
    if (run !== null) need(draft, 'runs', run)
    const startedAt = envelope.at
    add(draft, 'fibers', { id, name, run, timer, key, data, snapshot: null, recoveries: 0, startedAt })
  },
  /** Replaces what a fiber stashed. */
  'fiber.stashed': (draft, { fiber, snapshot }) => {
    edit(draft, 'fibers', fiber).snapshot = snapshot
  },
  /** Counts an interruption of a fiber. */
  'fiber.recovered': (draft, { fiber, attempt }) => {
    edit(draft, 'fibers', fiber).recoveries = attempt
  },
  /** Closes a fiber. */
  'fiber.settled': (draft, { fiber }) => {
    take(draft, 'fibers', fiber)
  },
}
