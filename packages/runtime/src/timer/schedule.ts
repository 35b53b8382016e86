import { get, has, type Timer } from '@sluice/fold'
import type { Event, Id } from '@sluice/protocol'
import type { FiberSession } from '../fiber/createFiberSession.ts'
import { idOfKey } from '../fiber/ids.ts'
import type { TimerInspection } from '../fiber/types.ts'
import { RuntimeError } from '../RuntimeError.ts'
import { SLEEP } from './fireTimers.ts'
import { nextCron } from './nextCron.ts'

/** What a timer is to be. */
export interface TimerRequest {
  readonly when: number | Date | string
  readonly name: string
  readonly data: unknown
  readonly key: string | null
  readonly zone: string | null
}

/** Sets a timer for a handler of the agent, unless its key is known. Resolves when it is in the log. [R11] */
export async function schedule(open: FiberSession, request: TimerRequest): Promise<TimerInspection> {
  const { when, name, key, zone } = request
  if (!Object.hasOwn(open.agent.timers, name))
    throw new RuntimeError(
      'unknown-timer',
      `The agent ${open.agent.name} has no timer named ${name}, so nothing would be done when it fires. Define it in the agent's timers.`,
    )
  const cron = typeof when === 'string' ? when : null
  const at = firstTime(when, zone, open.ports.clock.now())
  const timer = key === null ? open.ports.newId('timer') : idOfKey('timer', key)
  const data = request.data === undefined ? null : await open.keep(request.data)
  await set(open, timer, key, {
    type: 'timer.scheduled',
    timer,
    at,
    name,
    ...(key === null ? {} : { key: open.ports.redactor.text(key).slice(0, 256) }),
    ...(data === null ? {} : { data }),
    ...(cron === null ? {} : { cron }),
    ...(cron === null || zone === null ? {} : { zone }),
  })
  const found = get(open.handle.view().open.timers, timer)
  const over = { id: timer, name, at, key, data, cron, zone, fiber: null }
  return timerInspection(open, found ?? over)
}

function firstTime(when: number | Date | string, zone: string | null, now: number): number {
  const at = typeof when === 'string' ? nextCron(when, zone, now) : Math.ceil(Number(when))
  if (at !== null && at >= 0 && at <= Number.MAX_SAFE_INTEGER) return at
  throw new RuntimeError(
    'bad-timer',
    `${String(when)} is no time at which a timer can fire. Use ms since 1970, a Date, or a cron pattern that has a next time.`,
  )
}

/** Sets a timer once; with a key, what the log says of it before counts. */
async function set(
  open: FiberSession,
  timer: Id,
  key: string | null,
  event: Event<'timer.scheduled'>,
): Promise<void> {
  await open.inTurn(timer, async () => {
    if (key !== null) {
      await open.catchUp()
      if (open.transcript.journal.hasTimer(timer)) return
    }
    await open.append(view => (has(view.open.timers, timer) ? null : [event]))
  })
}

/** A timer as it is told to who asks. */
export async function timerInspection(open: FiberSession, timer: Timer): Promise<TimerInspection> {
  const { id, name, at, key, cron, zone } = timer
  return { id, name, at, key, data: await open.read(timer.data), cron, zone }
}

/** Takes a timer back; false when it is not set. */
export async function cancelTimer(open: FiberSession, timer: Id): Promise<boolean> {
  const offset = await open.append(view =>
    has(view.open.timers, timer) ? [{ type: 'timer.cancelled', timer }] : null,
  )
  return offset !== null
}

/** Who sleeps, and under which name it is known that it did. */
export interface Sleeper {
  readonly fiber: Id | null
  /** Null for a sleep that nobody can go on with. */
  readonly key: string | null
  readonly signal: AbortSignal
}

/** Waits for a time; who sleeps again under the same name waits for what is left. [R11] */
export async function sleep(open: FiberSession, ms: number, { fiber, key, signal }: Sleeper): Promise<void> {
  const timer = key === null ? open.ports.newId('timer') : idOfKey('timer', `${SLEEP} ${fiber ?? ''} ${key}`)
  const at = firstTime(open.ports.clock.now() + Math.max(0, ms), null, 0)
  await set(open, timer, key, {
    type: 'timer.scheduled',
    timer,
    at,
    name: SLEEP,
    ...(fiber === null
      ? key === null
        ? {}
        : { key: open.ports.redactor.text(key).slice(0, 256) }
      : { fiber }),
  })
  try {
    await open.until(view => !has(view.open.timers, timer), signal)
  } catch (cause) {
    // Nobody waits any more; when the host closes, the next one goes on waiting.
    if (!open.closing.aborted) await cancelTimer(open, timer)
    throw cause
  }
}
