import { type DurableScope, defineTool, type Script } from '@sluice/runtime'
import { createMemoryStore, type Store } from '@sluice/server'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { createTestHost, helper, type TestHostOptions } from '../support/createTestHost.ts'
import { createHold } from '../support/hold.ts'

const key = { tenant: 'acme', agent: 'helper', id: 's1' }

/** A host whose session exists, and its scope. */
async function withSession(options: TestHostOptions = {}) {
  const started = await createTestHost(options)
  await started.command({ type: 'session.create' })
  return { ...started, scope: started.host.session(key) }
}

describe('a fiber', () => {
  test('[R11][R7] is in the log before its code runs, with what it stashes and returns', async () => {
    const { scope, events, host, problems } = await withSession()
    const seen: unknown[] = []
    const returned = await scope.runFiber('import', async fiber => {
      seen.push((await events('fiber.started')).length, fiber.snapshot, fiber.attempt, fiber.name)
      await fiber.stash({ at: 1 })
      seen.push(await events('fiber.stashed'))
      await scope.stash({ at: 2 })
      return { rows: 7 }
    })
    expect(returned).toEqual({ rows: 7 })
    const [started] = await events('fiber.started')
    const fiber = started?.fiber ?? ''
    expect(seen).toEqual([
      1,
      null,
      1,
      'import',
      [{ type: 'fiber.stashed', fiber, snapshot: { json: { at: 1 } } }],
    ])
    expect(await events('fiber.settled')).toEqual([
      { type: 'fiber.settled', fiber, outcome: 'completed', output: { json: { rows: 7 } } },
    ])
    expect(await scope.inspectFiber(fiber)).toMatchObject({
      name: 'import',
      status: 'completed',
      attempt: 1,
      snapshot: { at: 2 },
      output: { rows: 7 },
    })
    await host.idle()
    expect(problems).toEqual([])
  })

  test('[R11] that throws is settled as failed, with its own words and without secrets', async () => {
    const { scope, events } = await withSession({ secrets: ['hunter2hunter2'] })
    const failing = scope.runFiber('import', () => {
      throw new Error('No such table, said hunter2hunter2')
    })
    await expect(failing).rejects.toThrow('No such table')
    expect(await events('fiber.settled')).toMatchObject([
      { outcome: 'failed', error: { code: 'fiber-failed', message: expect.not.stringContaining('hunter2') } },
    ])
  })

  test('[R11][E8] keeps what is large beside the log, and refuses what is not JSON', async () => {
    const { scope, events } = await withSession()
    const large = 'x'.repeat(100_000)
    const failing = scope.runFiber('import', async fiber => {
      await fiber.stash(large)
      await expect(fiber.stash({ when: 1n })).rejects.toThrow('cannot stand in the log: ')
      return () => 1
    })
    await expect(failing).rejects.toMatchObject({ code: 'not-json' })
    expect(await events('fiber.stashed')).toMatchObject([{ snapshot: { file: { bytes: 100_000 } } }])
    const [fiber] = await scope.listFibers()
    expect(fiber).toMatchObject({ status: 'failed', error: { code: 'not-json' }, snapshot: large })
  })

  test('[R11][E4] of a key is one fiber, while it runs and after it settled', async () => {
    const { scope, events } = await withSession()
    const hold = createHold()
    const ran: number[] = []
    const first = scope.runFiber(
      'import',
      async () => {
        ran.push(1)
        await hold.wait()
        return 'done'
      },
      { key: 'all' },
    )
    await hold.reached
    const again = () => scope.runFiber('import', () => ran.push(2), { key: 'all' })
    const second = again()
    hold.release()
    expect(await Promise.all([first, second, again()])).toEqual(['done', 'done', 'done'])
    expect(await again()).toBe('done')
    expect(ran).toEqual([1])
    expect(await events('fiber.started')).toHaveLength(1)
    expect(await scope.inspectFiber({ key: 'all' })).toMatchObject({ status: 'completed', output: 'done' })
  })

  test('[R11] that failed fails again under its key, and does not run', async () => {
    const { scope } = await withSession()
    const run = () =>
      scope.runFiber(
        'import',
        () => {
          throw new Error('No.')
        },
        { key: 'all' },
      )
    await expect(run()).rejects.toThrow('No.')
    await expect(run()).rejects.toMatchObject({ code: 'fiber-failed', message: 'No.' })
  })

  test('[R11] that is cancelled is told so, and nothing more is kept of it', async () => {
    const { scope, events } = await withSession()
    const hold = createHold()
    const late: unknown[] = []
    const running = scope.runFiber('import', async fiber => {
      fiber.signal.addEventListener('abort', () => late.push('aborted'))
      await hold.wait()
      late.push(await fiber.stash(1).catch(({ code }) => code))
    })
    const refused = expect(running).rejects.toMatchObject({ code: 'fiber-over' })
    await hold.reached
    const [open] = await scope.listFibers({ status: 'running' })
    expect(await scope.cancelFiber(open?.id ?? '', 'Not wanted.')).toBe(true)
    expect(await scope.cancelFiber(open?.id ?? '')).toBe(false)
    await refused
    hold.release()
    await expect.poll(() => late).toEqual(['aborted', 'fiber-over'])
    expect(await events('fiber.settled')).toMatchObject([
      { outcome: 'cancelled', error: { message: 'Not wanted.' } },
    ])
    expect(await events('fiber.stashed')).toEqual([])
  })

  test('[R11] is known by the code inside it only', async () => {
    const { scope } = await withSession()
    await expect(scope.stash(1)).rejects.toMatchObject({ code: 'no-fiber' })
    await expect(scope.startFiber('gone')).rejects.toMatchObject({ code: 'unknown-fiber' })
    for (const [name, key] of [
      ['a b', 'k'],
      ['a', ''],
      ['a', 'k'.repeat(257)],
    ] as const)
      await expect(scope.runFiber(name, () => 1, { key })).rejects.toMatchObject({ code: 'bad-setting' })
  })

  test('[R11] of the agent is started in the background, once for a key', async () => {
    const inputs: unknown[] = []
    const agents = [
      helper({
        fibers: {
          import: async (input: { from: string }, fiber) => {
            inputs.push(input)
            await fiber.stash('half')
            return input.from
          },
        },
      }),
    ]
    const { scope, host } = await withSession({ agents })
    const start = () => scope.startFiber('import', { from: 'a.csv' }, { key: 'a.csv' })
    expect(await start()).toMatchObject({ accepted: true, name: 'import', data: { from: 'a.csv' } })
    await host.idle()
    expect(await start()).toMatchObject({ accepted: false, status: 'completed', output: 'a.csv' })
    expect(inputs).toEqual([{ from: 'a.csv' }])
  })
})

test('[R11][S12] a session that is deleted takes its fibers and timers along', async () => {
  const agents = [helper({ timers: { remind: () => 'no' } })]
  const { scope, host, command, clock, store, problems } = await withSession({ agents })
  const hold = createHold()
  await scope.schedule(clock.now() + 1000, 'remind')
  const running = scope.runFiber('import', () => hold.wait())
  const refused = expect(running).rejects.toMatchObject({ code: 'fiber-over' })
  await hold.reached
  await command({ type: 'session.delete' })
  hold.release()
  await refused
  clock.advance(60_000)
  await host.idle()
  expect([await store.wakes(), problems]).toEqual([[], []])
})

test('[R11][E4] a key is not begun again while the end of its fiber is on the way to the disk', async () => {
  const inner = createMemoryStore()
  const hold = createHold()
  const store: Store = {
    ...inner,
    append: async append => {
      if (append.envelopes.some(({ event }) => event.type === 'fiber.settled')) await hold.wait()
      await inner.append(append)
    },
  }
  const ran: number[] = []
  const agents = [helper({ fibers: { import: (_: unknown, { attempt }) => ran.push(attempt) } })]
  const { scope, host, events } = await withSession({ store, agents })
  const start = () => scope.startFiber('import', null, { key: 'all' })
  const first = start()
  await hold.reached
  const second = start()
  hold.release()
  expect([(await first).accepted, (await second).accepted]).toEqual([true, false])
  await host.idle()
  expect([ran, (await events('fiber.started')).length]).toEqual([[1], 1])
})

describe('a fiber of a tool', () => {
  /** A run whose tool does something with its scope. */
  async function inTool(execute: (scope: DurableScope) => unknown) {
    const tool = defineTool({
      name: 'work',
      description: 'Works.',
      parameters: v.object({}),
      execute: (_, context) => execute(context),
    })
    const script: Script = turns =>
      turns.some(turn => turn.role === 'tool') ? [{ text: 'Done.' }] : [{ tool: 'work', arguments: {} }]
    const started = await createTestHost({ agents: [helper({ tools: [tool] })], script })
    await started.send('Go')
    return started
  }

  test('[R11] is part of its run, and a run is listed as a fiber', async () => {
    const { settled, events, host } = await inTool(scope => scope.runFiber('import', () => 'rows'))
    await settled()
    const [run] = await events('run.started')
    expect(await events('fiber.started')).toMatchObject([{ name: 'import', run: run?.run }])
    expect(await events('tool.settled')).toMatchObject([{ output: { json: 'rows' } }])
    expect(await host.session(key).listFibers()).toMatchObject([
      { id: run?.run, name: 'run', status: 'completed', attempt: 1 },
      { name: 'import', status: 'completed' },
    ])
  })

  test('[R11][R4] ends with its run', async () => {
    const hold = createHold()
    const aborted = Promise.withResolvers<void>()
    const { settled, host, problems } = await inTool(scope =>
      scope.runFiber('import', async ({ signal }) => {
        signal.addEventListener('abort', () => aborted.resolve())
        await hold.wait()
      }),
    )
    await hold.reached
    const [run] = await host.session(key).listFibers({ name: 'run' })
    expect(run?.status).toBe('running')
    expect(await host.session(key).cancelFiber(run?.id ?? '')).toBe(true)
    await aborted.promise
    const view = await settled()
    expect([view.lastOutcome, view.open.fibers]).toEqual(['stopped', {}])
    expect(await host.session(key).listFibers()).toMatchObject([
      { name: 'run', status: 'cancelled' },
      { name: 'import', status: 'cancelled' },
    ])
    hold.release()
    expect(problems).toEqual([])
  })
})
