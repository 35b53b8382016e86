import type { Event } from '@sluice/protocol'
import { add, edit, need, type Reducer, remove } from '../draft.ts'

/** Opens a fiber. [R11] */
export const reduceFiberStarted: Reducer<Event<'fiber.started'>> = (draft, event, envelope) => {
  const { fiber: id, name, run = null, timer = null, key = null, data = null } = event
  if (run !== null) need(draft, 'runs', run)
  const startedAt = envelope.at
  add(draft, 'fibers', { id, name, run, timer, key, data, snapshot: null, recoveries: 0, startedAt })
}

/** Replaces what a fiber stashed. */
export const reduceFiberStashed: Reducer<Event<'fiber.stashed'>> = (draft, { fiber, snapshot }) => {
  edit(draft, 'fibers', fiber).snapshot = snapshot
}

/** Counts an interruption of a fiber. */
export const reduceFiberRecovered: Reducer<Event<'fiber.recovered'>> = (draft, { fiber, attempt }) => {
  edit(draft, 'fibers', fiber).recoveries = attempt
}

/** Closes a fiber. */
export const reduceFiberSettled: Reducer<Event<'fiber.settled'>> = (draft, { fiber }) => {
  need(draft, 'fibers', fiber)
  remove(draft, 'fibers', fiber)
}
