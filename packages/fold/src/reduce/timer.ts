import { add, edit, type Reducers, take } from '../draft.ts'

/** How the events of the family `timer` change a view. */
export const timerReducers: Reducers<'timer'> = {
  /** Sets a timer. */
  'timer.scheduled': (draft, event) => {
    const { timer: id, at, name, key = null, data = null, fiber = null, cron = null, zone = null } = event
    add(draft, 'timers', { id, at, name, key, data, fiber, cron, zone })
  },
  /** Sets a timer for the next time, or takes it away when there is none. */
  'timer.fired': (draft, { timer, at }) => {
    if (at === undefined) take(draft, 'timers', timer)
    else edit(draft, 'timers', timer).at = at
  },
  /** Takes a timer away. */
  'timer.cancelled': (draft, { timer }) => {
    take(draft, 'timers', timer)
  },
}
