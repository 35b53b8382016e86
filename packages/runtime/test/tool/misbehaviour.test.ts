import type { ToolCallPart, View } from '@sluice/fold'
import { defineTool, type Script, type ToolContext } from '@sluice/runtime'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { createTestHost, helper, type TestHostOptions } from '../support/createTestHost.ts'
import { createHold } from '../support/hold.ts'

const callOnce: Script = turns =>
  turns.some(turn => turn.role === 'tool') ? [{ text: 'I was told.' }] : [{ tool: 'odd', arguments: {} }]

const odd = (execute: (context: ToolContext) => unknown, timeoutMs?: number) =>
  defineTool({
    name: 'odd',
    description: 'Does odd things.',
    parameters: v.object({}),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    execute: (_, context) => execute(context),
  })

const start = (execute: (context: ToolContext) => unknown, options: TestHostOptions = {}) =>
  createTestHost({ agents: [helper({ tools: [odd(execute)] })], script: callOnce, ...options })

const callOf = (view: View) =>
  view.settled
    .flat()
    .flatMap(entry => (entry.kind === 'message' ? entry.parts : []))
    .find((part): part is ToolCallPart => typeof part !== 'string' && part.kind === 'tool-call')

/** Runs a tool, and returns what became of its call in a run that came to its end. */
async function outcomeOf(execute: (context: ToolContext) => unknown, options?: TestHostOptions) {
  const { send, settled, problems } = await start(execute, options)
  await send('Go')
  const view = await settled()
  expect(view.lastOutcome).toBe('completed')
  expect(view.faults.count).toBe(0)
  expect(problems).toEqual([])
  return callOf(view)
}

const cycle: Record<string, unknown> = {}
cycle.left = cycle
cycle.right = [cycle]

const deep = () => {
  let value: unknown = 1
  for (let level = 0; level < 10_000; level++) value = [value]
  return value
}

const lying = () =>
  Object.defineProperty({}, 'price', { enumerable: true, get: () => fail('no price today') })

function fail(message: string): never {
  throw new Error(message)
}

class Order {
  readonly total = 1
}

describe('a tool that returns what is not JSON', () => {
  test.for<readonly [string, () => unknown, string]>([
    ['a BigInt', () => 1n, 'result is a BigInt'],
    ['a BigInt deep inside', () => ({ rows: [{ id: 1n }] }), 'result.rows[0].id is a BigInt'],
    ['a cycle', () => cycle, 'result.left is a reference to what holds it'],
    ['a function', () => fail, 'result is a function'],
    ['a symbol', () => Symbol('x'), 'result is a symbol'],
    ['undefined in a list', () => [undefined], 'result[0] is undefined'],
    ['a list with a hole', () => new Array(2), 'result[0] is undefined'],
    ['not a number', () => ({ mean: 0 / 0 }), 'result.mean is NaN'],
    ['an instance of a class', () => ({ order: new Order() }), 'result.order is an instance of Order'],
    ['a date', () => new Date(0), 'result is an instance of Date'],
    ['bytes', () => new Uint8Array(50_000_000), 'result is an instance of Uint8Array'],
    ['something without end', deep, 'a level deeper than 64'],
    ['a property that cannot be read', lying, 'a property of it cannot be read'],
    ['a proxy that refuses', () => new Proxy({}, { ownKeys: () => fail('no') }), 'cannot be read'],
  ])('[E8] %s settles as failed and says where', async ([, make, reason]) => {
    const call = await outcomeOf(make)
    expect(call).toMatchObject({ status: 'failed', error: { code: 'output-not-json' } })
    expect(call?.error?.message).toContain(reason)
  })

  test('[E8] nothing is null, and properties that are undefined are left out', async () => {
    expect(await outcomeOf(() => undefined)).toMatchObject({ status: 'completed', output: { json: null } })
    expect(await outcomeOf(() => ({ a: 1, b: undefined }))).toMatchObject({ output: { json: { a: 1 } } })
  })

  test('[E8] what is shared is no cycle, and a name of a prototype is only a name', async () => {
    const shared = { n: 1 }
    const output = JSON.parse('{"__proto__":{"x":1},"constructor":2}') as object
    expect(await outcomeOf(() => [shared, shared])).toMatchObject({ output: { json: [{ n: 1 }, { n: 1 }] } })
    const call = await outcomeOf(() => output)
    expect(JSON.stringify(call?.output)).toBe('{"json":{"__proto__":{"x":1},"constructor":2}}')
  })
})

describe('a tool that returns too much', () => {
  test.for<readonly [string, () => unknown]>([
    ['a text of 50 MB', () => 'x'.repeat(50_000_000)],
    ['50 MB in pieces', () => Array.from({ length: 50 }, () => ({ piece: 'x'.repeat(1_000_000) }))],
    ['a list that is nearly empty and very long', () => new Array(4_000_000_000)],
    ['a text that grows when it is written', () => '\u0001'.repeat(8_000_000)],
  ])('[E8] %s settles as failed', async ([, make]) => {
    const call = await outcomeOf(make)
    expect(call).toMatchObject({ status: 'failed', error: { code: expect.stringMatching(/^output-/) } })
  })

  test('[E8] a value that refers to itself in two to the power of fifty ways is given up at once', async () => {
    let value: unknown = 'x'
    for (let level = 0; level < 50; level++) value = [value, value]
    const call = await outcomeOf(() => value)
    expect(call).toMatchObject({ status: 'failed', error: { code: 'output-too-large' } })
  })
})

describe('a tool that throws', () => {
  const unprintable = Object.create(null) as object
  const nasty = Object.defineProperty(new Error('x'), 'message', { get: () => fail('no message') })

  test.for<readonly [string, unknown, string]>([
    ['null', null, 'null'],
    ['nothing', undefined, 'undefined'],
    ['an error without a message', new Error(''), 'The tool failed without saying why.'],
    ['what cannot be printed', unprintable, 'The tool failed without saying why.'],
    ['an error whose message throws', nasty, 'The tool failed without saying why.'],
    ['a symbol', Symbol('why'), 'Symbol(why)'],
  ])('[R5] %s settles as failed', async ([, thrown, message]) => {
    const call = await outcomeOf(() => {
      throw thrown
    })
    expect(call).toMatchObject({ status: 'failed', error: { code: 'tool-failed', message } })
  })

  test('[R5][E8] 50 MB of message settles as failed, with its beginning', async () => {
    const call = await outcomeOf(() => fail('no! '.repeat(12_500_000)))
    expect(call?.error?.message.startsWith('no! no! ')).toBe(true)
    expect(call?.error?.message.length).toBe(8000)
  })

  test('[R5] a rejection after its time is up disturbs nobody', async () => {
    const hold = createHold()
    const late = odd(async () => {
      await hold.wait()
      fail('far too late')
    }, 5000)
    const { send, settled, clock, problems } = await createTestHost({
      agents: [helper({ tools: [late] })],
      script: callOnce,
    })
    await send('Go')
    await hold.reached
    clock.advance(5000)
    const view = await settled()
    hold.release()
    expect(callOf(view)).toMatchObject({ status: 'failed', error: { code: 'time-limit' } })
    expect(problems).toEqual([])
  })
})

describe('a tool without an end', () => {
  test('[R5] is given up after five minutes when it names no time', async () => {
    const hold = createHold()
    const { send, settled, clock, events } = await start(() => hold.wait())
    await send('Go')
    await hold.reached
    clock.advance(299_999)
    expect(await events('tool.settled')).toEqual([])
    clock.advance(1)
    expect(callOf(await settled())).toMatchObject({
      status: 'failed',
      error: { code: 'time-limit', message: expect.stringContaining('300 s') },
    })
  })

  test('[R5] a time that is no time is refused when the tool is defined', () => {
    for (const timeoutMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => odd(() => null, timeoutMs)).toThrow('cannot be the time limit')
  })
})

describe('a tool that reports odd progress', () => {
  test('[S4] what cannot be read is reported, and neither the call nor the host ends', async () => {
    const hold = createHold()
    const { send, until, settled, clock, problems } = await start(async ({ progress }) => {
      progress({ text: 'fine' })
      progress({ text: 7 as unknown as string })
      await hold.wait()
      progress({ data: cycle as never, text: 'still fine' })
      return 'done'
    })
    await send('Go')
    await hold.reached
    await until(view => JSON.stringify(view.open.parts).includes('fine'))
    clock.advance(100)
    expect(problems).toMatchObject([expect.stringContaining('progress of a tool could not be read')])
    hold.release()
    expect(callOf(await settled())).toMatchObject({ status: 'completed', output: { json: 'done' } })
  })

  test('[S4][E8] progress always fits into an event', async () => {
    const hold = createHold()
    const { send, until, settled, problems } = await start(async ({ progress }) => {
      progress({ text: '\u0001'.repeat(20_000), data: '\u0001'.repeat(2_700), fraction: 7 })
      await hold.wait()
      return 'done'
    })
    await send('Go')
    await hold.reached
    const view = await until(now =>
      Object.values(now.open.parts).some(part => part.kind === 'tool-call' && part.progress !== null),
    )
    expect(Object.values(view.open.parts)[0]).toMatchObject({ progress: { fraction: 1 } })
    hold.release()
    await settled()
    expect(problems).toEqual([])
  })
})

describe('a tool that writes odd state', () => {
  test.for<readonly [string, unknown, string]>([
    ['a BigInt', 1n, 'is not JSON'],
    ['a cycle', cycle, 'is not JSON'],
    ['more than a document may hold', 'x'.repeat(300_000), 'is not JSON'],
  ])('[E12] %s is refused, and the tool is told', async ([, value, reason]) => {
    const { send, settled, problems } = await start(({ state }) =>
      state.patch([{ op: 'add', path: '/x', value: value as never }]),
    )
    await send('Go')
    const view = await settled()
    expect(callOf(view)).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining(reason) },
    })
    expect(view.state).toEqual({})
    expect(problems).toEqual([])
  })
})

describe('a model without an end', () => {
  test('[R1] an agent that calls tools for ever is stopped at its limit of steps', async () => {
    let calls = 0
    const { send, settled, events } = await createTestHost({
      agents: [helper({ tools: [odd(() => ++calls)], limits: { run: { steps: 4 } } })],
      script: () => [{ text: 'Once more.' }, { tool: 'odd', arguments: {} }],
    })
    await send('Go')
    const view = await settled()
    expect(view.settled.flat().at(-1)).toMatchObject({
      kind: 'run',
      status: 'failed',
      error: { code: 'step-limit', message: expect.stringContaining('4 model calls') },
    })
    expect(calls).toBe(4)
    expect((await events('step.settled')).every(step => step.outcome === 'completed')).toBe(true)
  })
})
