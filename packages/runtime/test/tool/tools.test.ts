import type { ToolCallPart, View } from '@sluice/fold'
import { type AnyTool, defineTool, type Script } from '@sluice/runtime'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { createTestHost, helper, ref, type TestHostOptions } from '../support/createTestHost.ts'
import { createHold } from '../support/hold.ts'

/** Calls tools once, then says what they gave. */
const callThenTell =
  (...calls: { tool: string; arguments: Record<string, string | number> }[]): Script =>
  turns => {
    const results = turns.flatMap(turn => (turn.role === 'tool' ? [turn.text] : []))
    return results.length === 0 ? calls : [{ text: results.join(' | ') }]
  }

const start = (tools: readonly AnyTool[], script: Script, more: TestHostOptions = {}) =>
  createTestHost({ agents: [helper({ tools })], script, ...more })

const callsOf = (view: View) =>
  view.settled
    .flat()
    .flatMap(entry => (entry.kind === 'message' ? entry.parts : []))
    .filter((part): part is ToolCallPart => typeof part !== 'string' && part.kind === 'tool-call')

const echo = defineTool({
  name: 'echo',
  description: 'Says it again.',
  parameters: v.object({ text: v.string() }),
  execute: ({ text }) => ({ said: text }),
})

describe('a tool call', () => {
  test('[R5] is executed by the runtime and its output is told to the model', async () => {
    const { send, settled, problems } = await start(
      [echo],
      callThenTell({ tool: 'echo', arguments: { text: 'hello' } }),
    )
    await send('Hi')
    const view = await settled()
    const [call] = callsOf(view)
    expect(call).toMatchObject({
      tool: 'echo',
      status: 'completed',
      argumentsText: '{"text":"hello"}',
      arguments: { text: 'hello' },
      attempt: 1,
      output: { json: { said: 'hello' } },
    })
    expect(JSON.stringify(view.settled)).toContain('{\\"said\\":\\"hello\\"}')
    expect(view.faults.count).toBe(0)
    expect(problems).toEqual([])
  })

  test('[R5] a slow call does not hold up its sibling', async () => {
    const hold = createHold()
    const slow = defineTool({
      name: 'slow',
      description: 'Waits.',
      parameters: v.object({}),
      execute: async () => {
        await hold.wait()
        return 'slow is done'
      },
    })
    const { send, until, settled, events } = await start(
      [slow, echo],
      callThenTell({ tool: 'slow', arguments: {} }, { tool: 'echo', arguments: { text: 'quick' } }),
    )
    await send('Hi')
    await hold.reached
    await until(view =>
      Object.values(view.open.messages)
        .flatMap(message => message.parts)
        .some(part => typeof part !== 'string' && part.kind === 'tool-call' && part.status === 'completed'),
    )
    hold.release()
    await settled()
    expect((await events('tool.settled')).map(({ output }) => output)).toEqual([
      { json: { said: 'quick' } },
      { json: 'slow is done' },
    ])
  })

  test('[R7] tool.started is durable before the code runs and tool.settled before the model is told', async () => {
    const order: string[] = []
    const watch = defineTool({
      name: 'watch',
      description: 'Looks at the log.',
      parameters: v.object({}),
      execute: async () => {
        order.push(`runs after ${(await host.events('tool.started')).length} started`)
        return null
      },
    })
    const host = await start([watch], async turns => {
      if (turns.length === 1) return [{ tool: 'watch', arguments: {} }]
      order.push(`told after ${(await host.events('tool.settled')).length} settled`)
      return [{ text: 'Done.' }]
    })
    await host.send('Hi')
    await host.settled()
    expect(order).toEqual(['runs after 1 started', 'told after 1 settled'])
  })

  test('[R7] every call has an idempotency key of its own', async () => {
    const keys: string[] = []
    const keyed = defineTool({
      name: 'keyed',
      description: 'Notes its key.',
      parameters: v.object({}),
      execute: (_, { idempotencyKey, callId }) => {
        keys.push(idempotencyKey)
        return callId
      },
    })
    const { send, settled } = await start(
      [keyed],
      callThenTell({ tool: 'keyed', arguments: {} }, { tool: 'keyed', arguments: {} }),
    )
    await send('Hi')
    const calls = callsOf(await settled())
    expect(keys).toEqual(calls.map(call => `acme/${ref.agent}/${ref.id}/${call.id}`))
    expect(new Set(keys).size).toBe(2)
  })

  test('[S4] progress reaches the log at most ten times a second, the newest first', async () => {
    const hold = createHold()
    const busy = defineTool({
      name: 'busy',
      description: 'Tells much.',
      parameters: v.object({}),
      execute: async (_, { progress }) => {
        for (let at = 0; at <= 50; at++) progress({ fraction: at / 50, text: `at ${at}` })
        await hold.wait()
        return null
      },
    })
    const { send, until, settled, clock, events } = await start(
      [busy],
      callThenTell({ tool: 'busy', arguments: {} }),
    )
    const shows = (text: string) => (view: View) =>
      Object.values(view.open.parts).some(part => part.kind === 'tool-call' && part.progress?.text === text)
    await send('Hi')
    await hold.reached
    await until(shows('at 0'))
    clock.advance(100)
    await until(shows('at 50'))
    hold.release()
    await settled()
    expect(await events('tool.progressed')).toMatchObject([{ text: 'at 0' }, { text: 'at 50', fraction: 1 }])
  })

  test('[E8] a large output is a blob, and the model is still told of it', async () => {
    const large = defineTool({
      name: 'large',
      description: 'Gives much.',
      parameters: v.object({}),
      execute: () => 'x'.repeat(50_000),
    })
    let told = 0
    const { send, settled, store } = await start([large], turns => {
      const result = turns.find(turn => turn.role === 'tool')
      told = result?.text.length ?? 0
      return result === undefined ? [{ tool: 'large', arguments: {} }] : [{ text: 'Much.' }]
    })
    await send('Hi')
    const output = callsOf(await settled())[0]?.output
    expect(output).toMatchObject({ file: { bytes: 50_000, mediaType: 'text/plain' } })
    const hash = output !== null && output !== undefined && 'file' in output ? output.file.blob : ''
    const blob = await store.getBlob({ tenant: 'acme', ...ref }, hash)
    expect(blob).toMatchObject({ audience: 'readers' })
    expect(told).toBe(50_000)
  })

  test('[E12] a tool patches the shared state, and is told when it may not', async () => {
    const planner = defineTool({
      name: 'planner',
      description: 'Plans.',
      parameters: v.object({ title: v.string() }),
      execute: async ({ title }, { state }) => {
        await state.patch([{ op: 'replace', path: '/title', value: title }])
        return state.get()
      },
    })
    const state = { initial: { title: '' }, schema: v.object({ title: v.pipe(v.string(), v.maxLength(5)) }) }
    const { send, settled } = await createTestHost({
      agents: [helper({ tools: [planner], state })],
      script: callThenTell(
        { tool: 'planner', arguments: { title: 'Short' } },
        { tool: 'planner', arguments: { title: 'Much too long' } },
      ),
    })
    await send('Hi')
    const view = await settled()
    expect(view.state).toEqual({ title: 'Short' })
    expect(callsOf(view).map(call => call.status)).toEqual(['completed', 'failed'])
  })
})

describe('a tool call that goes wrong', () => {
  const outcomeOf = async (tools: readonly AnyTool[], script: Script, more: TestHostOptions = {}) => {
    const { send, settled } = await start(tools, script, more)
    await send('Hi')
    const view = await settled()
    expect(view.lastOutcome).toBe('completed')
    expect(view.faults.count).toBe(0)
    const [call] = callsOf(view)
    return { status: call?.status, code: call?.error?.code, message: call?.error?.message, view }
  }

  test('[R5] a tool that throws settles as failed with its message', async () => {
    const broken = defineTool({
      name: 'broken',
      description: 'Fails.',
      parameters: v.object({}),
      execute: () => {
        throw new Error('the disk is on fire')
      },
    })
    const { view, ...outcome } = await outcomeOf([broken], callThenTell({ tool: 'broken', arguments: {} }))
    expect(outcome).toEqual({ status: 'failed', code: 'tool-failed', message: 'the disk is on fire' })
    expect(JSON.stringify(view.settled)).toContain('the disk is on fire')
  })

  test('[R5] a tool that returns something else than JSON settles as failed', async () => {
    const odd = defineTool({
      name: 'odd',
      description: 'Gives a map.',
      parameters: v.object({}),
      execute: () => new Map(),
    })
    const outcome = await outcomeOf([odd], callThenTell({ tool: 'odd', arguments: {} }))
    expect(outcome).toMatchObject({ status: 'failed', code: 'output-not-json' })
  })

  test('[R5] a tool that returns more than can be kept settles as failed', async () => {
    const huge = defineTool({
      name: 'huge',
      description: 'Gives too much.',
      parameters: v.object({}),
      execute: () => 'x'.repeat(50_000),
    })
    const outcome = await outcomeOf([huge], callThenTell({ tool: 'huge', arguments: {} }), {
      runLimits: { outputBytes: 40_000 },
    })
    expect(outcome).toMatchObject({ status: 'failed', code: 'output-too-large' })
  })

  test('[R5] a tool that never returns is given up when its time is over', async () => {
    const hold = createHold()
    let aborted = false
    const never = defineTool({
      name: 'never',
      description: 'Waits for ever.',
      parameters: v.object({}),
      timeoutMs: 30_000,
      execute: (_, { signal }) => {
        signal.addEventListener('abort', () => {
          aborted = true
        })
        return hold.wait()
      },
    })
    const { send, settled, clock } = await start([never], callThenTell({ tool: 'never', arguments: {} }))
    await send('Hi')
    await hold.reached
    clock.advance(30_000)
    const [call] = callsOf(await settled())
    expect(call).toMatchObject({ status: 'failed', error: { code: 'time-limit' } })
    expect(aborted).toBe(true)
  })

  test('[R10] a tool that does not exist is settled as failed, and the model is told which there are', async () => {
    const { code, message } = await outcomeOf([echo], callThenTell({ tool: 'shout', arguments: {} }))
    expect(code).toBe('unknown-tool')
    expect(message).toContain('The tools are: echo.')
  })

  test('[R10] arguments that do not fit are settled as failed with what is wrong', async () => {
    const { code, message } = await outcomeOf([echo], callThenTell({ tool: 'echo', arguments: { text: 7 } }))
    expect(code).toBe('bad-arguments')
    expect(message).toContain('text')
  })

  test('[R5] a question or a check of a tool that throws settles the call, and the run goes on', async () => {
    const fail = () => {
      throw new Error('not today')
    }
    const asks = defineTool({
      name: 'asks',
      description: 'Cannot ask.',
      parameters: v.object({}),
      approval: fail,
      execute: () => null,
    })
    const checks = defineTool({
      name: 'checks',
      description: 'Cannot check.',
      parameters: { ...v.object({}), '~standard': { ...v.object({})['~standard'], validate: fail } },
      execute: () => null,
    })
    const asked = await outcomeOf([asks], callThenTell({ tool: 'asks', arguments: {} }))
    expect(asked).toMatchObject({ status: 'failed', message: expect.stringContaining('not today') })
    const checked = await outcomeOf([checks], callThenTell({ tool: 'checks', arguments: {} }))
    expect(checked).toMatchObject({ status: 'failed', code: 'bad-arguments' })
  })

  test('[R4] a stop aborts a running tool and its late result changes nothing', async () => {
    const hold = createHold()
    const slow = defineTool({
      name: 'slow',
      description: 'Waits.',
      parameters: v.object({}),
      execute: async () => {
        await hold.wait()
        return 'too late'
      },
    })
    const { send, command, settled, host, problems } = await start(
      [slow],
      callThenTell({ tool: 'slow', arguments: {} }),
    )
    await send('Hi')
    await hold.reached
    const session = await host.hub.session({ tenant: 'acme', ...ref })
    await command({ type: 'run.stop', run: Object.keys(session.view().open.runs)[0] ?? '' })
    const view = await settled()
    hold.release()
    await host.idle()
    expect(callsOf(view)).toMatchObject([{ status: 'cancelled', output: null }])
    expect(session.view().offset).toBe(view.offset)
    expect(problems).toEqual([])
  })
})

describe('a definition', () => {
  test('[R5] a tool whose parameters are no object is refused with what to do', () => {
    const define = () =>
      defineTool({ name: 'x', description: '', parameters: v.string(), execute: () => null })
    expect(define).toThrow('Wrap them in an object schema')
  })

  test('[R10] a change of what the model is told changes the definition', () => {
    const one = helper({ tools: [echo] })
    expect(helper({ tools: [echo] }).definition).toBe(one.definition)
    expect(helper({ tools: [echo], instructions: 'Other.' }).definition).not.toBe(one.definition)
    expect(helper({ tools: [] }).definition).not.toBe(one.definition)
  })

  test('[R5] two tools of one name are refused', () => {
    expect(() => helper({ tools: [echo, echo] })).toThrow('two tools or skills named echo')
  })
})
