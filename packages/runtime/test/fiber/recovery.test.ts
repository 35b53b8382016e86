import type { View } from '@sluice/fold'
import {
  type AgentOptions,
  defineTool,
  type FiberContext,
  type LostFiber,
  type Script,
} from '@sluice/runtime'
import { createMemoryStore, type Store } from '@sluice/server'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { createCuttableStore } from '../support/createCuttableStore.ts'
import { createTestHost, helper, type TestHostOptions } from '../support/createTestHost.ts'
import { createHold } from '../support/hold.ts'

const key = { tenant: 'acme', agent: 'helper', id: 's1' }
const noFibers = (view: View) => view.session !== null && Object.keys(view.open.fibers).length === 0

type Agent = Partial<AgentOptions<[]>>

/** Starts a host on a store that is cut off when the test says so. */
async function mortalHost(inner: Store, agent: Agent = {}, options: TestHostOptions = {}) {
  const mortal = createCuttableStore(inner)
  const started = await createTestHost({ ...options, store: mortal.store, agents: [helper(agent)] })
  return { ...started, scope: started.host.session(key), cut: mortal.cut }
}

/** Runs a fiber that stashes and then hangs, and cuts its host off. */
async function lose(inner: Store, fiberKey?: string, agent: Agent = {}): Promise<void> {
  const first = await mortalHost(inner, agent)
  await first.command({ type: 'session.create' })
  const hold = createHold()
  void first.scope.runFiber(
    'import',
    async fiber => {
      await fiber.stash({ row: 3 })
      await hold.wait()
    },
    fiberKey === undefined ? {} : { key: fiberKey },
  )
  await hold.reached
  first.cut()
}

describe('a fiber that a process lost', () => {
  test('[R11][R1] is given up with a reason when nothing says how it goes on', async () => {
    const inner = createMemoryStore()
    await lose(inner)
    const second = await mortalHost(inner)
    await second.until(noFibers)
    expect(await second.events('fiber.recovered', 'fiber.settled')).toMatchObject([
      { type: 'fiber.recovered', attempt: 1, reason: 'The host stopped while the fiber was open.' },
      { type: 'fiber.settled', outcome: 'failed', error: { code: 'fiber-lost' } },
    ])
  })

  test('[R11] is decided about by onFiberRecovered, which knows what it stashed', async () => {
    const inner = createMemoryStore()
    await lose(inner)
    const asked: LostFiber[] = []
    const { scope, until } = await mortalHost(inner, {
      onFiberRecovered: lost => {
        asked.push(lost)
        return {
          goOn: async fiber => {
            await fiber.stash({ row: 4 })
            return [fiber.snapshot, fiber.attempt, fiber.id === lost.id]
          },
        }
      },
    })
    await until(noFibers)
    expect(asked).toMatchObject([{ name: 'import', key: null, snapshot: { row: 3 }, attempt: 1 }])
    expect(await scope.listFibers()).toMatchObject([
      { status: 'completed', attempt: 2, snapshot: { row: 4 }, output: [{ row: 3 }, 2, true] },
    ])
  })

  test.for([
    ['settles with an output', { settle: { output: 7 } }, { status: 'completed', output: 7 }],
    [
      'settles with an error',
      { settle: { error: 'Too late.' } },
      { status: 'failed', error: { code: 'fiber-failed', message: 'Too late.' } },
    ],
    [
      'gives up',
      { giveUp: 'Nobody needs it.' },
      { status: 'failed', error: { code: 'given-up', message: 'Nobody needs it.' } },
    ],
    ['says nothing', undefined, { status: 'failed', error: { code: 'fiber-lost' } }],
  ] as const)('[R11] ends when the hook %s', async ([, decision, end]) => {
    const inner = createMemoryStore()
    await lose(inner)
    const { scope, until } = await mortalHost(inner, { onFiberRecovered: () => decision })
    await until(noFibers)
    expect(await scope.listFibers()).toMatchObject([end])
  })

  test('[R11] is given up when the hook fails, which is reported', async () => {
    const inner = createMemoryStore()
    await lose(inner)
    const { scope, until, problems } = await mortalHost(inner, {
      onFiberRecovered: () => {
        throw new Error('Oh.')
      },
    })
    await until(noFibers)
    expect(await scope.listFibers()).toMatchObject([{ status: 'failed', error: { code: 'fiber-lost' } }])
    expect(problems).toMatchObject([expect.stringContaining('onFiberRecovered failed')])
  })

  test('[R11] waits for who uses its key, and goes on there with what it stashed', async () => {
    const inner = createMemoryStore()
    await lose(inner, 'all')
    const { scope, events } = await mortalHost(inner)
    expect(await scope.inspectFiber({ key: 'all' })).toMatchObject({ status: 'interrupted', attempt: 1 })
    const goOn = (fiber: FiberContext) => [fiber.snapshot, fiber.attempt]
    expect(await scope.runFiber('import', goOn, { key: 'all' })).toEqual([{ row: 3 }, 2])
    expect(await events('fiber.started')).toHaveLength(1)
    expect(await events('fiber.recovered')).toMatchObject([{ attempt: 1 }])
  })

  test('[R11][R3] of the agent goes on by itself, on the next start, without a clock', async () => {
    const inner = createMemoryStore()
    const hold = createHold()
    const attempts: unknown[] = []
    const agent: Agent = {
      fibers: {
        import: async (input: { rows: number }, fiber) => {
          attempts.push([input.rows, fiber.snapshot, fiber.attempt])
          await fiber.stash(fiber.attempt)
          if (fiber.attempt === 1) await hold.wait()
          return 'done'
        },
      },
    }
    const first = await mortalHost(inner, agent)
    await first.command({ type: 'session.create' })
    await first.scope.startFiber('import', { rows: 9 }, { key: 'nine' })
    await hold.reached
    first.cut()
    const second = await mortalHost(inner, agent)
    await second.until(noFibers)
    expect(second.clock.now()).toBe(first.clock.now())
    expect(attempts).toEqual([
      [9, null, 1],
      [9, 1, 2],
    ])
    expect(await second.scope.inspectFiber({ key: 'nine' })).toMatchObject({
      status: 'completed',
      output: 'done',
    })
  })

  test('[R11][R1] is given up after attempts without a stash, and not when it stashes each time', async () => {
    for (const stashes of [false, true]) {
      const inner = createMemoryStore()
      const started: number[] = []
      for (let process = 1; process <= 5; process++) {
        const hold = createHold()
        const agent: Agent = {
          recovery: { attempts: 2 },
          fibers: {
            import: async (_: never, fiber) => {
              started.push(fiber.attempt)
              if (stashes) await fiber.stash(fiber.attempt)
              if (process < 5) await hold.wait()
            },
          },
        }
        const { command, scope, cut, until } = await mortalHost(inner, agent)
        if (process === 1) {
          await command({ type: 'session.create' })
          await scope.startFiber('import')
        }
        if (process === 5 || (!stashes && process > 3)) await until(noFibers)
        else await hold.reached
        cut()
      }
      const { scope } = await mortalHost(inner)
      const [fiber] = await scope.listFibers()
      expect(started).toEqual(stashes ? [1, 2, 3, 4, 5] : [1, 2, 3])
      expect(fiber).toMatchObject(
        stashes ? { status: 'completed' } : { status: 'failed', error: { code: 'too-many-attempts' } },
      )
    }
  })

  test('[R11][R4] is left open by a host that closes, and taken up by the next', async () => {
    const inner = createMemoryStore()
    const first = await mortalHost(inner)
    await first.command({ type: 'session.create' })
    const hold = createHold()
    const running = first.scope.runFiber('import', () => hold.wait(), { key: 'all' })
    const refused = expect(running).rejects.toMatchObject({ code: 'closed' })
    await hold.reached
    await first.host.close()
    await refused
    const { scope, problems } = await mortalHost(inner)
    expect(await scope.runFiber('import', () => 'again', { key: 'all' })).toBe('again')
    expect([...first.problems, ...problems]).toEqual([])
  })

  test('[R11][R2] of a tool goes on when its tool is run again and uses its key', async () => {
    const inner = createMemoryStore()
    const hold = createHold()
    const work = defineTool({
      name: 'work',
      description: 'Works.',
      parameters: v.object({}),
      idempotent: true,
      execute: (_, { runFiber, callId }) =>
        runFiber(
          'import',
          async fiber => {
            if (fiber.attempt > 1) return ['from', fiber.snapshot]
            await fiber.stash('half')
            await hold.wait()
            return null
          },
          { key: callId },
        ),
    })
    const script: Script = turns =>
      turns.some(turn => turn.role === 'tool') ? [{ text: 'Done.' }] : [{ tool: 'work', arguments: {} }]
    const mortal = createCuttableStore(inner)
    const agents = [helper({ tools: [work] })]
    const first = await createTestHost({ store: mortal.store, agents, script })
    await first.send('Go')
    await hold.reached
    mortal.cut()
    const second = await createTestHost({ store: inner, agents, script })
    await second.settled()
    expect(await second.events('tool.settled')).toMatchObject([{ output: { json: ['from', 'half'] } }])
    expect(await second.events('fiber.started')).toHaveLength(1)
    expect(second.problems).toEqual([])
  })
})
