import type { AgentOptions } from '@sluice/runtime'
import { createMemoryStore, type Store } from '@sluice/server'
import { createFakeClock, type FakeClock } from '@sluice/testkit'
import { describe, expect, test } from 'vitest'
import { nextCron } from '../../src/timer/nextCron.ts'
import { createCuttableStore } from '../support/createCuttableStore.ts'
import { createTestHost, helper } from '../support/createTestHost.ts'
import { createHold } from '../support/hold.ts'

const key = { tenant: 'acme', agent: 'helper', id: 's1' }
const hour = 3_600_000

type Agent = Partial<AgentOptions<[]>>

/** Starts a host on a store that is cut off when the test says so; all hosts of a test share its clock. */
async function mortalHost(inner: Store, clock: FakeClock, agent: Agent = {}) {
  const mortal = createCuttableStore(inner)
  const started = await createTestHost({ store: mortal.store, clock, agents: [helper(agent)] })
  return { ...started, scope: started.host.session(key), cut: mortal.cut }
}

/** An agent with a timer that notes when it is handled. */
function noting(clock: FakeClock) {
  const handled: unknown[] = []
  const agent: Agent = {
    timers: {
      remind: (data: unknown, fiber) => {
        handled.push([clock.now(), data, fiber.attempt])
        return 'reminded'
      },
    },
  }
  return { agent, handled }
}

/** A host whose session exists. */
async function withTimer(inner = createMemoryStore(), clock = createFakeClock()) {
  const { agent, handled } = noting(clock)
  const started = await mortalHost(inner, clock, agent)
  await started.command({ type: 'session.create' })
  return { ...started, agent, handled, inner }
}

describe('a timer', () => {
  test('[R11][R7] fires once at its time, which is in the log before its handler runs as a fiber', async () => {
    const { scope, clock, handled, events, until, problems } = await withTimer()
    const at = clock.now() + 2 * hour
    const timer = await scope.schedule(at, 'remind', { about: 'date.js' })
    expect(await scope.listTimers()).toEqual([timer])
    clock.advance(2 * hour - 1)
    expect(handled).toEqual([])
    clock.advance(1)
    await until(view => Object.keys(view.open.timers).length + Object.keys(view.open.fibers).length === 0)
    expect(handled).toEqual([[at, { about: 'date.js' }, 1]])
    const log = await events('timer.fired', 'fiber.started', 'fiber.settled')
    expect(log).toMatchObject([
      { type: 'timer.fired', timer: timer.id },
      { type: 'fiber.started', name: 'remind', timer: timer.id, data: { json: { about: 'date.js' } } },
      { type: 'fiber.settled', outcome: 'completed', output: { json: 'reminded' } },
    ])
    clock.advance(100 * hour)
    expect([handled.length, problems]).toEqual([1, []])
  })

  test('[R11][R3] that was set by a process that died fires in the next, at once when it is late', async () => {
    for (const downFor of [hour, 5 * hour]) {
      const { scope, clock, cut, agent, handled, inner } = await withTimer()
      const due = clock.now() + 3 * hour
      await scope.schedule(due, 'remind')
      cut()
      clock.advance(downFor)
      const { until, events } = await mortalHost(inner, clock, agent)
      clock.advance(Math.max(0, due - clock.now()))
      await until(view => Object.keys(view.open.timers).length + Object.keys(view.open.fibers).length === 0)
      expect(handled).toEqual([[Math.max(due, due - 3 * hour + downFor), null, 1]])
      expect(await events('timer.fired')).toHaveLength(1)
    }
  })

  test('[R11][R3] of hundreds of sessions that are late all fire at the start, each once', async () => {
    const clock = createFakeClock()
    const inner = createMemoryStore()
    const { agent, handled } = noting(clock)
    const first = await mortalHost(inner, clock, agent)
    const sessions = Array.from({ length: 200 }, (_, index) => ({ ...key, id: `late-${index}` }))
    const created = { type: 'session.created', agent: 'helper', owner: 'ann' } as const
    for (const session of sessions) {
      const handle = await first.host.hub.session(session)
      await handle.append({ kind: 'agent', id: 'helper' }, () => [created])
      handle.release()
      await first.host.session(session).schedule(clock.now() + hour, 'remind')
    }
    first.cut()
    clock.advance(2 * hour)
    const second = await mortalHost(inner, clock, agent)
    await second.host.idle()
    expect([handled.length, await inner.wakes(), second.problems]).toEqual([200, [], []])
  })

  test('[R11][S9] of a session is found at the start without reading its log', async () => {
    const { scope, clock, cut, agent, inner, handled } = await withTimer()
    await scope.schedule(clock.now() + hour, 'remind')
    cut()
    const reads: unknown[] = []
    const watched: Store = {
      ...inner,
      read: (session, after, maxBytes) => {
        reads.push(session.id)
        return inner.read(session, after, maxBytes)
      },
    }
    await mortalHost(watched, clock, agent)
    expect([reads, handled]).toEqual([[], []])
    clock.advance(hour)
    await expect.poll(() => handled.length).toBe(1)
  })

  test('[R11] by a cron pattern is set anew in the append in which it fires, and what was missed fires once', async () => {
    const clock = createFakeClock(Date.UTC(2026, 10, 22, 12))
    const { scope, handled, events, cut, agent, inner } = await withTimer(createMemoryStore(), clock)
    const timer = await scope.schedule('0 9 * * *', 'remind', 'morning', { zone: 'Europe/Berlin' })
    const nine = Date.UTC(2026, 10, 23, 8)
    expect(timer).toMatchObject({ at: nine, cron: '0 9 * * *', zone: 'Europe/Berlin' })
    clock.advance(nine - clock.now())
    await expect.poll(() => handled).toEqual([[nine, 'morning', 1]])
    expect(await events('timer.fired')).toEqual([
      { type: 'timer.fired', timer: timer.id, at: nine + 24 * hour },
    ])
    cut()
    clock.advance(73 * hour)
    await mortalHost(inner, clock, agent)
    await expect
      .poll(() => handled)
      .toEqual([
        [nine, 'morning', 1],
        [nine + 73 * hour, 'morning', 1],
      ])
  })

  test('[R11] does not start its handler while the one before still runs', async () => {
    const clock = createFakeClock(Date.UTC(2026, 0, 1))
    const hold = createHold()
    let runs = 0
    const agent: Agent = {
      timers: {
        sweep: () => {
          runs += 1
          return hold.wait()
        },
      },
    }
    const { command, scope, until, events } = await mortalHost(createMemoryStore(), clock, agent)
    await command({ type: 'session.create' })
    await scope.schedule('* * * * *', 'sweep')
    clock.advance(60_000)
    await hold.reached
    clock.advance(60_000)
    await until(view => Object.values(view.open.timers)[0]?.at === clock.now() + 60_000)
    expect([runs, (await events('timer.fired')).length]).toEqual([1, 2])
    hold.release()
    await until(view => Object.keys(view.open.fibers).length === 0)
    clock.advance(60_000)
    await expect.poll(() => runs).toBe(2)
  })

  test('[R11] of a key is one timer, also after it fired', async () => {
    const { scope, clock, handled, events } = await withTimer()
    const set = () => scope.schedule(clock.now() + hour, 'remind', null, { key: 'once' })
    const first = await set()
    expect(await set()).toEqual(first)
    clock.advance(hour)
    await expect.poll(() => handled.length).toBe(1)
    await set()
    expect(await events('timer.scheduled')).toHaveLength(1)
  })

  test('[R11] that is cancelled does not fire', async () => {
    const { scope, clock, handled, events } = await withTimer()
    await scope.schedule(clock.now() + hour, 'remind', null, { key: 'once' })
    expect(await scope.cancelTimer({ key: 'once' })).toBe(true)
    expect(await scope.cancelTimer({ key: 'once' })).toBe(false)
    clock.advance(2 * hour)
    expect([handled, await scope.listTimers(), await events('timer.fired')]).toEqual([[], [], []])
  })

  test('[R11] whose handler is gone says so when it fires', async () => {
    const { scope, clock, cut, inner } = await withTimer()
    await scope.schedule(clock.now() + hour, 'remind')
    cut()
    const { events } = await mortalHost(inner, clock)
    clock.advance(hour)
    await expect
      .poll(() => events('fiber.settled'))
      .toMatchObject([{ outcome: 'failed', error: { code: 'unknown-timer' } }])
  })

  test('[R11] is refused when it cannot fire', async () => {
    const { scope, clock } = await withTimer()
    await expect(scope.schedule(clock.now(), 'gone')).rejects.toMatchObject({ code: 'unknown-timer' })
    for (const when of ['every day', '0 0 30 2 *', Number.NaN, -5])
      await expect(scope.schedule(when, 'remind')).rejects.toMatchObject({ code: 'bad-timer' })
    await expect(scope.schedule('0 9 * * *', 'remind', null, { zone: 'Atlantis' })).rejects.toMatchObject({
      code: 'bad-timer',
    })
    for (const name of ['sleep', 'a b'])
      expect(() => helper({ timers: { [name]: () => null } })).toThrow('cannot be the name')
  })

  test('[R11] handler that a process lost begins again, with the same fiber', async () => {
    const clock = createFakeClock()
    const inner = createMemoryStore()
    const hold = createHold()
    const ids: unknown[] = []
    const agent: Agent = {
      timers: {
        remind: async (_: unknown, { id, attempt, snapshot, stash }) => {
          ids.push([id, attempt, snapshot])
          await stash('half')
          if (attempt === 1) await hold.wait()
        },
      },
    }
    const first = await mortalHost(inner, clock, agent)
    await first.command({ type: 'session.create' })
    await first.scope.schedule(clock.now() + hour, 'remind')
    clock.advance(hour)
    await hold.reached
    first.cut()
    const second = await mortalHost(inner, clock, agent)
    await second.until(view => Object.keys(view.open.fibers).length === 0)
    const [started] = await second.events('fiber.started')
    expect(ids).toEqual([
      [started?.fiber, 1, null],
      [started?.fiber, 2, 'half'],
    ])
    expect(await second.events('timer.fired')).toHaveLength(1)
  })
})

describe('a sleep', () => {
  test('[R11] of a fiber that is taken up goes on where it was, however often', async () => {
    const clock = createFakeClock()
    const inner = createMemoryStore()
    const woke: number[] = []
    const agent: Agent = {
      fibers: {
        drip: async (_: unknown, fiber) => {
          for (let step = Number(fiber.snapshot ?? 0); step < 2; step++) {
            await fiber.sleep(3 * hour)
            woke.push(clock.now())
            await fiber.stash(step + 1)
          }
        },
      },
      // Sleeping is no work and no reason to give up.
      recovery: { attempts: 1 },
    }
    const startedAt = clock.now()
    const first = await mortalHost(inner, clock, agent)
    await first.command({ type: 'session.create' })
    await first.scope.startFiber('drip')
    let host = first
    for (let turn = 0; turn < 5; turn++) {
      await host.until(view => Object.values(view.open.timers).some(({ at }) => at > clock.now()))
      host.cut()
      clock.advance(hour)
      host = await mortalHost(inner, clock, agent)
    }
    clock.advance(hour)
    await host.until(view => Object.keys(view.open.fibers).length === 0)
    expect(woke).toEqual([startedAt + 3 * hour, startedAt + 6 * hour])
    expect(await host.events('timer.scheduled')).toHaveLength(2)
    expect(await host.events('fiber.settled')).toMatchObject([{ outcome: 'completed' }])
  })

  test('[R11] outside of a fiber is the same for the same key, and is taken back when nobody waits', async () => {
    const { scope, clock, events, until } = await withTimer()
    const slept = scope.sleep(hour, { key: 'nap' })
    await until(view => Object.keys(view.open.timers).length === 1)
    clock.advance(hour)
    await slept
    await scope.sleep(hour, { key: 'nap' })
    expect(await events('timer.scheduled')).toHaveLength(1)
    const running = scope.runFiber('doze', fiber => fiber.sleep(hour))
    const refused = expect(running).rejects.toMatchObject({ code: 'fiber-over' })
    await until(view => Object.keys(view.open.timers).length === 1)
    const [fiber] = await scope.listFibers({ name: 'doze' })
    await scope.cancelFiber(fiber?.id ?? '')
    await refused
    await until(view => Object.keys(view.open.timers).length === 0)
    expect(await events('timer.cancelled')).toHaveLength(1)
  })
})

test('[R11][X1] the next time of a pattern depends on the time that is given, in UTC unless a zone is', () => {
  const at = (text: string) => Date.parse(text)
  expect(nextCron('30 2 * * *', null, at('2026-03-28T12:00:00Z'))).toBe(at('2026-03-29T02:30:00Z'))
  expect(nextCron('0 12 * * 1', 'America/New_York', at('2026-07-01T00:00:00Z'))).toBe(
    at('2026-07-06T16:00:00Z'),
  )
  expect(nextCron('* * * * * *', null, 5)).toBe(1000)
})
