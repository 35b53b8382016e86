import type { Event } from '@sluice/protocol'
import { add, edit, need, type Reducer, remove } from '../draft.ts'

/** Sets a timer. */
export const reduceTimerScheduled: Reducer<Event<'timer.scheduled'>> = (draft, event) => {
  const { timer: id, at, name, key = null, data = null, fiber = null, cron = null, zone = null } = event
  add(draft, 'timers', { id, at, name, key, data, fiber, cron, zone })
}

/** Sets a timer for the next time, or takes it away when there is none. */
export const reduceTimerFired: Reducer<Event<'timer.fired'>> = (draft, { timer, at }) => {
  need(draft, 'timers', timer)
  if (at === undefined) remove(draft, 'timers', timer)
  else edit(draft, 'timers', timer).at = at
}

/** Takes a timer away. */
export const reduceTimerCancelled: Reducer<Event<'timer.cancelled'>> = (draft, { timer }) => {
  need(draft, 'timers', timer)
  remove(draft, 'timers', timer)
}
