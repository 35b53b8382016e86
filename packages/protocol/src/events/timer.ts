import * as v from 'valibot'
import { count, id, name } from '../ids.ts'
import { durableKey } from './fiber.ts'
import { toolOutput } from './tool.ts'

/** Schemas of the events about timers, which are as durable as the log they stand in. */
export const timerEvents = {
  'timer.scheduled': v.object({
    type: v.literal('timer.scheduled'),
    timer: id,
    /** Server time in ms. */
    at: count,
    /** Whose handler it starts; `sleep` starts none and wakes who waits for it. */
    name,
    /** The same key is the same timer, for the life of the session. */
    key: v.exactOptional(durableKey),
    data: v.exactOptional(toolOutput),
    /** The fiber that sleeps until then. */
    fiber: v.exactOptional(id),
    /** When it comes again, as a cron pattern, and the time zone of that by its IANA name; UTC when absent. */
    cron: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(256))),
    zone: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(64))),
  }),
  /** Durable before the handler runs. With `at`, the timer is scheduled anew for then; otherwise it is over. [R7] */
  'timer.fired': v.object({ type: v.literal('timer.fired'), timer: id, at: v.exactOptional(count) }),
  'timer.cancelled': v.object({ type: v.literal('timer.cancelled'), timer: id }),
}
