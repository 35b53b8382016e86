import type { Timer, View } from '@sluice/fold'
import type { Event, Failure, Id } from '@sluice/protocol'
import { carryOut, type FiberSurroundings } from '../fiber/carryOut.ts'
import type { FiberSession } from '../fiber/createFiberSession.ts'
import { codeOf } from '../fiber/startFiber.ts'
import { nextCron } from './nextCron.ts'

/** The timer that a sleep sets; it has no handler. */
export const SLEEP = 'sleep'

/** When the next timer of a session is due; null when none is set. */
export function nextTimer(view: View): number | null {
  const times = Object.values(view.open.timers).map(({ at }) => at)
  return times.length === 0 ? null : Math.min(...times)
}

interface Fired {
  readonly timer: Timer
  readonly fiber: Id
}

/**
 * Fires what is due: a timer that comes again is set anew, and its handler begins as a fiber, in the same append, so that a timer fires once whatever happens.
 * A handler that still runs from the time before is not started again. Resolves with the handlers that run. [R7] [R11]
 */
export async function fireTimers(
  open: FiberSession,
  around: FiberSurroundings,
): Promise<readonly Promise<unknown>[]> {
  let fired: Fired[] = []
  const now = open.ports.clock.now()
  await open.append(view => {
    fired = []
    return Object.values(view.open.timers)
      .filter(({ at }) => at <= now)
      .sort((one, other) => one.at - other.at)
      .flatMap(timer => eventsOf(open, view, timer, now, fired))
  }, 'host')
  return Promise.all(
    fired.map(async ({ timer, fiber: id }) => {
      const { name } = timer
      const code = codeOf(open.agent.timers, name, await open.read(timer.data)) ?? (() => null)
      // A list of promises would be waited for.
      return [carryOut(open, around, { id, name, attempt: 1, snapshot: null, code, outer: null })]
    }),
  ).then(lists => lists.flat())
}

function eventsOf(open: FiberSession, view: View, timer: Timer, now: number, fired: Fired[]): Event[] {
  const next = timer.cron === null ? null : nextCron(timer.cron, timer.zone, now)
  const event: Event = { type: 'timer.fired', timer: timer.id, ...(next === null ? {} : { at: next }) }
  if (timer.name === SLEEP || Object.values(view.open.fibers).some(fiber => fiber.timer === timer.id))
    return [event]
  const fiber = open.ports.newId('fiber')
  const { name, data } = timer
  const started: Event = {
    type: 'fiber.started',
    fiber,
    name,
    timer: timer.id,
    ...(data === null ? {} : { data }),
  }
  if (!Object.hasOwn(open.agent.timers, name))
    return [event, started, { type: 'fiber.settled', fiber, outcome: 'failed', error: unknown(name) }]
  fired.push({ timer, fiber })
  return [event, started]
}

const unknown = (name: string): Failure => ({
  code: 'unknown-timer',
  message: `The agent has no timer named ${name} any more, so nothing was done when it fired. Define it in the agent's timers, or cancel the timer.`,
})
