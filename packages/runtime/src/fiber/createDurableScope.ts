import { has, settleRun } from '@sluice/fold'
import type { Failure, Id } from '@sluice/protocol'
import type { SessionKey } from '@sluice/server'
import { RuntimeError } from '../RuntimeError.ts'
import { safeFailure } from '../text/safeFailure.ts'
import { cancelTimer, schedule, sleep, timerInspection } from '../timer/schedule.ts'
import type { CurrentFiber, FiberSurroundings } from './carryOut.ts'
import type { FiberSession } from './createFiberSession.ts'
import { idOf } from './ids.ts'
import { inspectFibers } from './inspectFibers.ts'
import { runFiber } from './runFiber.ts'
import { startFiber } from './startFiber.ts'
import type { DurableScope, FiberCode } from './types.ts'

/** The tool call that a scope is handed to. */
export interface WithinCall {
  readonly run: Id
  readonly call: Id
  readonly signal: AbortSignal
}

/** What a scope needs of the host's fibers. */
export interface ScopePorts {
  /** Opens the session for as long as the work lasts. */
  use<T>(work: (open: FiberSession) => Promise<T>): Promise<T>
  /** Keeps the session open until something that nobody waits for is done. */
  keepOpen(done: Promise<unknown>): void
  /** The fiber that the caller is in. */
  current(): CurrentFiber | null
  surroundings(): FiberSurroundings
}

/** Makes the face of what lasts longer than a process, for one session. [R11] */
export function createDurableScope(
  session: SessionKey,
  ports: ScopePorts,
  within: WithinCall | null,
): DurableScope {
  const { use, current } = ports

  async function inspectFiber(open: FiberSession, id: Id) {
    const [found] = await inspectFibers(open, fiber => fiber.id === id)
    return found ?? null
  }

  return {
    session,
    runFiber: <T>(name: string, code: FiberCode<T>, { key = null }: { key?: string | null } = {}) =>
      use(async open => {
        checkNames(name, key)
        const request = { name, key, code, run: within?.run ?? null, outer: within?.signal ?? null }
        // What the log has of a fiber is what its code returned.
        return (await runFiber(open, ports.surroundings(), request)) as T
      }),
    stash: async snapshot => {
      const fiber = current()
      if (fiber === null)
        throw new RuntimeError(
          'no-fiber',
          'There is no fiber here that could stash something. Call it in the code that runFiber was given.',
        )
      await fiber.stash(snapshot)
    },
    startFiber: (name, input = null, { key = null }: { key?: string | null } = {}) =>
      use(async open => {
        checkNames(name, key)
        const { id, accepted, done } = await startFiber(open, ports.surroundings(), name, input, key)
        if (done !== null) ports.keepOpen(done)
        const found = await inspectFiber(open, id)
        if (found === null) throw new RuntimeError('fiber-over', 'The session was deleted meanwhile.')
        return { ...found, accepted }
      }),
    inspectFiber: which => use(open => inspectFiber(open, idOf('fiber', which))),
    listFibers: ({ name, status } = {}) =>
      use(open =>
        inspectFibers(
          open,
          fiber => fiber.name === (name ?? fiber.name) && fiber.status === (status ?? fiber.status),
        ),
      ),
    cancelFiber: (which, reason) => use(open => cancelFiber(open, idOf('fiber', which), reason)),
    schedule: (
      when,
      name,
      data,
      { key = null, zone = null }: { key?: string | null; zone?: string | null } = {},
    ) =>
      use(async open => {
        checkNames(name, key)
        return schedule(open, { when, name, data, key, zone })
      }),
    listTimers: () =>
      use(open =>
        Promise.all(Object.values(open.handle.view().open.timers).map(timer => timerInspection(open, timer))),
      ),
    cancelTimer: which => use(open => cancelTimer(open, idOf('timer', which))),
    sleep: (ms, { key = null }: { key?: string | null } = {}) =>
      use(open => {
        const fiber = current()
        if (fiber !== null)
          return sleep(open, ms, { fiber: fiber.id, key: key ?? fiber.nextPlace(), signal: fiber.signal })
        const signal = within?.signal ?? open.closing
        return sleep(open, ms, {
          fiber: null,
          key: key === null ? null : `${within?.call ?? ''} ${key}`,
          signal,
        })
      }),
  }
}

/** Names and keys stand in the log. Throws a RuntimeError `bad-setting`. */
function checkNames(name: string, key: string | null): void {
  if (!/^[A-Za-z0-9_.-]{1,64}$/.test(name))
    throw new RuntimeError(
      'bad-setting',
      `${JSON.stringify(name)} cannot be the name of a fiber or timer. Use 1 to 64 of A-Z, a-z, 0-9, underscore, dot and hyphen.`,
    )
  if (key !== null && (key === '' || key.length > 256))
    throw new RuntimeError(
      'bad-setting',
      `A key of ${key.length} characters cannot stand for a fiber or timer. Use 1 to 256 characters.`,
    )
}

async function cancelFiber(open: FiberSession, id: Id, reason?: string): Promise<boolean> {
  const error: Failure = safeFailure(open.ports.redactor, {
    code: 'cancelled',
    message: reason ?? 'Somebody cancelled it.',
  })
  const offset = await open.append(view => {
    if (has(view.open.fibers, id)) return [{ type: 'fiber.settled', fiber: id, outcome: 'cancelled', error }]
    if (!has(view.open.runs, id)) return null
    return settleRun(view, id, 'stopped', { id: open.ports.newId, rules: open.agent.rules })
  })
  return offset !== null
}
