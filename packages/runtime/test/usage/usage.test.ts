import type { Usage } from '@sluice/protocol'
import { defineTool, type Harness, sessionUsage } from '@sluice/runtime'
import { createMemoryStore } from '@sluice/server'
import { createFakeClock } from '@sluice/testkit'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { createCuttableStore } from '../support/createCuttableStore.ts'
import {
  createTestHost,
  helper,
  ref,
  type TestHost,
  type TestHostOptions,
} from '../support/createTestHost.ts'
import { createHold, type Hold } from '../support/hold.ts'

const used: Usage = {
  inputTokens: 100,
  outputTokens: 20,
  cacheReadTokens: 30,
  cacheWriteTokens: 0,
  cost: 0.25,
}

/** A harness whose calls use a fixed amount each: the tool `work` as often as there are held places, then an answer. */
function working(times: number): Harness {
  return {
    model: async () => ({ id: 'test/model', real: false }),
    compact: async () => null,
    step: async function* ({ turns }) {
      const since = turns.findLastIndex(turn => turn.role === 'user')
      const calls = turns.length - since - 1 < times
      if (calls) {
        yield { type: 'called', index: 0, tool: 'work', providerCallId: null }
        yield { type: 'closed', index: 0, arguments: {} }
      } else {
        yield { type: 'opened', index: 0, kind: 'text' }
        yield { type: 'delta', index: 0, text: 'Done.' }
        yield { type: 'closed', index: 0 }
      }
      yield {
        type: 'ended',
        end: {
          outcome: 'completed',
          finish: calls ? 'tool-calls' : 'stop',
          usage: used,
          message: '{}',
          calls: calls ? [0] : [],
        },
      }
    },
  }
}

const tool = (execute: () => Promise<unknown> | unknown, approval?: true) =>
  defineTool({
    name: 'work',
    description: 'Works.',
    parameters: v.object({}),
    ...(approval === undefined ? {} : { approval }),
    execute: () => execute(),
  })

const key = { tenant: 'acme', ...ref }
const runs = (view: Awaited<ReturnType<TestHost['settled']>>) =>
  view.settled.flat().filter(entry => entry.kind === 'run')

const start = (
  times: number,
  limits: NonNullable<Parameters<typeof helper>[0]>['limits'],
  more: TestHostOptions = {},
) =>
  createTestHost({
    harness: working(times),
    agents: [helper({ tools: [tool(() => 'worked')], ...(limits === undefined ? {} : { limits }) })],
    ...more,
  })

describe('the usage of a session', () => {
  test('[R12] is told by step, run and session, with the time that each took', async () => {
    const clock = createFakeClock()
    const work = tool(() => {
      clock.advance(300)
      return 'worked'
    })
    const host = await createTestHost({ harness: working(1), agents: [helper({ tools: [work] })], clock })
    await host.send('Go')
    await host.settled()
    clock.advance(1_000_000)
    await host.send('Again')
    await host.settled()
    const usage = await host.host.usage(key)
    expect(usage).toMatchObject({
      modelCalls: 4,
      workedMs: 600,
      usage: { inputTokens: 400, outputTokens: 80, cacheReadTokens: 120, cost: 1 },
      runs: [
        {
          outcome: 'completed',
          modelCalls: 2,
          workedMs: 300,
          durationMs: 300,
          usage: { inputTokens: 200, cost: 0.5 },
          steps: [
            { kind: 'model', model: 'test/model', durationMs: 0, attempts: 1, usage: used },
            { kind: 'tools', model: null, durationMs: 300, usage: { inputTokens: 0 } },
            { kind: 'model', outcome: 'completed', usage: used },
          ],
        },
        { workedMs: 300, steps: [{}, {}, {}] },
      ],
    })
    expect((await host.settled()).totals.usage).toEqual(usage.usage)
  })

  test('[R12] is the same from any log, and says what is still open', async () => {
    const hold = createHold()
    const work = tool(hold.wait)
    const host = await createTestHost({ harness: working(1), agents: [helper({ tools: [work] })] })
    await host.send('Go')
    await hold.reached
    host.clock.advance(500)
    const { runs: open } = await sessionUsage(await host.log())
    expect(open).toMatchObject([{ outcome: 'open', modelCalls: 1, steps: [{ kind: 'model' }] }])
    hold.release()
    await host.settled()
    expect(await sessionUsage(await host.log())).toEqual(await host.host.usage(key))
  })

  test('[R12] of a session that nobody began is nothing', async () => {
    const { host } = await start(0, undefined)
    expect(await host.usage(key)).toMatchObject({ modelCalls: 0, workedMs: 0, runs: [] })
  })
})

describe('the usage of an agent', () => {
  test('[R12] is that of its own model calls in all its sessions of a tenant', async () => {
    const reader = helper({ name: 'reader', instructions: 'Read.' })
    const asks = defineTool({
      name: 'work',
      description: 'Asks somebody else.',
      parameters: v.object({}),
      execute: async (_, { subsession }) => (await subsession('reader', 'Read it')).text,
    })
    const inner = working(1)
    const host = await createTestHost({
      // The other agent has no tool to call.
      harness: {
        ...inner,
        step: request => (request.instructions === 'Read.' ? working(0) : inner).step(request),
      },
      agents: [helper({ tools: [asks] }), reader],
    })
    await host.send('Go')
    await host.settled()
    const at = (await host.log()).at(-1)?.offset ?? ''
    const ann = { id: 'ann', tenant: 'acme', expiresAt: null }
    const forked = await host.host.hub.command(ann, { agent: 'helper', id: 'fork' }, 'f', {
      type: 'session.fork',
      from: ref,
      at,
    })
    expect(forked.ok).toBe(true)
    const account = { sessions: 2, runs: 1, modelCalls: 2, usage: { inputTokens: 200, cost: 0.5 } }
    expect(await host.host.agentUsage({ tenant: 'acme', agent: 'helper' })).toMatchObject(account)
    expect(await host.host.agentUsage({ tenant: 'acme', agent: 'reader' })).toMatchObject({
      sessions: 1,
      runs: 1,
      modelCalls: 1,
      usage: { inputTokens: 100, cost: 0.25 },
    })
    expect(await host.host.agentUsage({ tenant: 'other', agent: 'helper' })).toMatchObject({ sessions: 0 })
  })
})

describe('a limit', () => {
  test.for([
    ['tokens', { tokens: 400 }, 'token-limit', 'used 450 tokens', 3],
    ['cost', { cost: 0.5 }, 'cost-limit', 'cost $0.5000', 2],
    ['steps', { steps: 2 }, 'step-limit', 'made 2 model calls', 2],
  ] as const)(
    '[R12] of the %s of a run ends it before the next model call',
    async ([, run, code, why, calls]) => {
      const { send, settled, events, problems } = await start(9, { run })
      await send('Go')
      const view = await settled()
      expect(runs(view)).toMatchObject([{ status: 'failed', error: { code } }])
      expect(runs(view)[0]?.error?.message).toContain(why)
      expect((await events('step.started')).filter(step => step.kind === 'model')).toHaveLength(calls)
      // What the last model call asked for was done, and nothing is left open.
      expect((await events('tool.settled')).map(({ outcome }) => outcome)).toEqual(
        Array.from({ length: calls }, () => 'completed'),
      )
      expect(view.open).toMatchObject({ runs: {}, steps: {}, parts: {} })
      expect(problems).toEqual([])
    },
  )

  test('[R12] of a run is for one run, and the next begins anew', async () => {
    const { send, settled } = await start(2, { run: { tokens: 450 } })
    await send('One')
    await settled()
    await send('Two')
    expect(runs(await settled())).toMatchObject([{ status: 'completed' }, { status: 'completed' }])
  })

  test('[R12] of a session ends every run that comes after, without a model call', async () => {
    const { send, settled, events } = await start(0, { session: { cost: 0.5 } })
    for (const text of ['One', 'Two', 'Three', 'Four']) {
      await send(text)
      await settled()
    }
    const view = await settled()
    expect(runs(view).map(({ status }) => status)).toEqual(['completed', 'completed', 'failed', 'failed'])
    expect(runs(view).at(-1)?.error).toMatchObject({
      code: 'session-limit',
      message: expect.stringContaining('Start a new session'),
    })
    expect(await events('step.started')).toHaveLength(2)
  })

  test('[R12] of a session holds in the next process as well', async () => {
    const store = createMemoryStore()
    const limits = { session: { tokens: 150 } }
    const first = await start(0, limits, { store: createCuttableStore(store).store })
    await first.send('One')
    await first.settled()
    await first.host.close()
    const second = await start(0, limits, { store })
    await second.send('Two')
    expect(runs(await second.settled()).at(-1)).toMatchObject({ error: { code: 'session-limit' } })
  })

  test.for([
    ['tokens', { tokens: 130 }, 'token-limit', 'used 150 tokens'],
    ['cost', { cost: 0.2 }, 'cost-limit', 'cost $0.2500'],
  ] as const)(
    '[R12] of the %s of a run ends a model call that passes it, as soon as the provider tells',
    async ([, run, code, why]) => {
      const silent = createHold()
      const aborted = createHold()
      const harness: Harness = {
        ...working(0),
        step: async function* ({ signal }) {
          signal.addEventListener('abort', aborted.release)
          yield { type: 'opened', index: 0, kind: 'text' }
          yield { type: 'used', usage: { ...used, outputTokens: 0, cacheReadTokens: 0, cost: 0.1 } }
          yield { type: 'delta', index: 0, text: 'As far as ' }
          yield { type: 'used', usage: used }
          await silent.wait()
        },
      }
      const { send, settled, events, problems } = await start(0, { run }, { harness })
      await send('Go')
      const view = await settled()
      expect(runs(view)).toMatchObject([{ status: 'failed', error: { code }, usage: used }])
      expect(runs(view)[0]?.error?.message).toContain(why)
      expect(await events('step.settled')).toMatchObject([
        { outcome: 'failed', error: { code }, usage: used },
      ])
      expect(view.settled.flat()[1]).toMatchObject({ status: 'interrupted', parts: [{ text: 'As far as ' }] })
      await aborted.wait()
      expect(problems).toEqual([])
    },
  )

  test('[R12] of time ends a model call in the middle of a word', async () => {
    const silent = createHold()
    const harness: Harness = {
      ...working(0),
      step: async function* () {
        yield { type: 'opened', index: 0, kind: 'text' }
        yield { type: 'used', usage: used }
        yield { type: 'delta', index: 0, text: 'As far as ' }
        await silent.wait()
      },
    }
    const host = await start(0, { session: { durationMs: 10_000 } }, { harness })
    await host.send('Go')
    await host.until(view => Object.values(view.open.parts).length > 0)
    host.clock.advance(10_000)
    const view = await host.settled()
    // What the provider had told by then is in the account.
    expect(runs(view)).toMatchObject([{ status: 'failed', error: { code: 'session-limit' }, usage: used }])
    expect(view.settled.flat()[1]).toMatchObject({ status: 'interrupted', parts: [{ text: 'As far as ' }] })
    silent.release()
  })

  test('[R12] of time ends a run in the middle of what it does', async () => {
    const hold = createHold()
    const { send, settled, clock } = await createTestHost({
      harness: working(1),
      agents: [helper({ tools: [tool(hold.wait)], limits: { run: { durationMs: 10_000 } } })],
    })
    await send('Go')
    await hold.reached
    clock.advance(9999)
    clock.advance(1)
    const view = await settled()
    expect(runs(view)).toMatchObject([
      { status: 'failed', error: { code: 'duration-limit', message: expect.stringContaining('10 s') } },
    ])
    hold.release()
  })

  test('[R12] of time does not count what a person is waited for', async () => {
    const holds: Hold[] = [createHold()]
    const { send, until, settled, command, clock } = await createTestHost({
      harness: working(1),
      agents: [
        helper({ tools: [tool(() => holds[0]?.wait(), true)], limits: { run: { durationMs: 10_000 } } }),
      ],
    })
    await send('Go')
    const { open } = await until(view => Object.keys(view.open.approvals).length > 0)
    clock.advance(3_600_000)
    const [approval = ''] = Object.keys(open.approvals)
    await command({ type: 'approval.decide', approval, decision: 'approved' })
    await holds[0]?.reached
    clock.advance(5000)
    holds[0]?.release()
    expect(runs(await settled())).toMatchObject([{ status: 'completed' }])
  })

  test('[R12] of time does not count what passes between two processes', async () => {
    const inner = createMemoryStore()
    const mortal = createCuttableStore(inner)
    const clock = createFakeClock()
    const hold = createHold()
    const agents = [
      helper({
        tools: [{ ...tool(hold.wait), idempotent: true }],
        limits: { run: { durationMs: 10_000 } },
      }),
    ]
    const first = await createTestHost({ harness: working(1), agents, store: mortal.store, clock })
    await first.send('Go')
    await hold.reached
    clock.advance(4000)
    mortal.cut()
    clock.advance(3_600_000)
    hold.release()
    const second = await createTestHost({ harness: working(1), agents, store: inner, clock })
    expect(runs(await second.settled())).toMatchObject([{ status: 'completed', recoveries: 1 }])
  })

  test('[R12] that is no number above 0 is refused when the agent is defined', () => {
    for (const cost of [0, -1, Number.NaN])
      expect(() => helper({ limits: { session: { cost } } })).toThrow('cannot be the limit of cost')
  })
})
