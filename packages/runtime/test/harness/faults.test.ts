import { defineTool } from '@sluice/runtime'
import * as v from 'valibot'
import { afterEach, describe, expect, test } from 'vitest'
import { helper } from '../support/createTestHost.ts'
import { harnesses } from '../support/harnesses.ts'
import type { Answer } from '../support/startProvider.ts'
import {
  answerOf,
  call,
  closeProviders,
  isDelayed,
  isSpeaking,
  runOf,
  saidOf,
  say,
  startWithProvider,
} from '../support/startWithProvider.ts'

afterEach(closeProviders)

const echo = defineTool({
  name: 'echo',
  description: 'Says it again.',
  parameters: v.object({ text: v.string() }),
  execute: ({ text }) => text,
})

const agents = [helper({ tools: [echo] })]
const fine = say('Hello ', 'there.')

/** A line of the stream that ends within its JSON. */
const halfLine = 'data: {"choices":[{"index":0,"delta":{"content":"re a'

describe.each(harnesses)('a provider that fails, through $name', harness => {
  test('[R5] a limit is waited for as long as the provider asks, and the log says until when', async () => {
    const { send, until, settled, clock, events } = await startWithProvider(harness, [
      reply => reply.refuse(429, 'slow down', { 'retry-after': '7' }),
      fine,
    ])
    await send('Hi')
    const view = await until(isDelayed)
    expect(Object.values(view.open.steps)[0]?.delayed).toMatchObject({
      attempt: 1,
      until: clock.now() + 7000,
      error: { code: 'model-busy', message: expect.stringContaining('slow down') },
    })
    clock.advance(6999)
    expect(await events('step.settled')).toEqual([])
    clock.advance(1)
    expect(answerOf(await settled())).toEqual(['Hello there.'])
    expect(await events('step.started')).toHaveLength(1)
  })

  test('[R5] a date to wait for is read against the provider’s own clock', async () => {
    const { send, until, clock } = await startWithProvider(harness, [
      reply =>
        reply.refuse(429, 'slow down', {
          date: 'Sun, 22 Nov 2026 10:00:00 GMT',
          'retry-after': 'Sun, 22 Nov 2026 10:01:30 GMT',
        }),
    ])
    await send('Hi')
    const { open } = await until(isDelayed)
    expect(Object.values(open.steps)[0]?.delayed?.until).toBe(clock.now() + 90_000)
  })

  test('[R5] a wait that is longer than a run waits fails at once, and says how long', async () => {
    const { send, settled, requests } = await startWithProvider(harness, [
      reply => reply.refuse(429, 'come back later', { 'retry-after': '7200' }),
    ])
    await send('Hi')
    expect(runOf(await settled())).toMatchObject({
      status: 'failed',
      error: { code: 'model-busy', message: expect.stringContaining('asks to wait for 120 minutes') },
    })
    expect(requests).toHaveLength(1)
  })

  test('[R5] an answer of 500 is asked for again, then the run fails with what the provider said', async () => {
    const broken: Answer = reply => reply.refuse(500, 'the machine is on fire')
    const { send, until, settled, clock, requests } = await startWithProvider(harness, [broken, broken])
    await send('Hi')
    await until(isDelayed)
    clock.advance(1000)
    const view = await settled()
    expect(runOf(view)).toMatchObject({
      status: 'failed',
      error: { code: 'model-failed', message: expect.stringContaining('the machine is on fire') },
    })
    // What failed is the run's, and no empty message stands for it.
    expect(saidOf(view)).toEqual([])
    expect(requests).toHaveLength(2)
  })

  test('[R5] a refused key is not tried again, and is not written down', async () => {
    const { send, settled, requests, log } = await startWithProvider(
      harness,
      [reply => reply.refuse(401, 'bad key key-of-the-test')],
      { secrets: ['key-of-the-test'] },
    )
    await send('Hi')
    expect(runOf(await settled())).toMatchObject({
      status: 'failed',
      error: { code: 'model-refused', message: expect.stringContaining('bad key [redacted]') },
    })
    expect(requests).toHaveLength(1)
    expect(JSON.stringify(await log())).not.toContain('key-of-the-test')
  })

  test.for([
    ['between two events', ''],
    ['in the middle of a token', halfLine],
    ['in the middle of a character', Buffer.from(`${halfLine}€`).subarray(0, -1)],
  ] as const)(
    '[R1] a stream that is cut %s keeps its text, and the next attempt replaces it',
    async ([, rest]) => {
      const cut: Answer = async reply => {
        reply.chunk({ role: 'assistant', content: 'Hello th' })
        await until(isSpeaking)
        reply.cut(rest)
      }
      const { send, until, settled, clock, events } = await startWithProvider(harness, [cut, fine])
      await send('Hi')
      await until(isDelayed)
      clock.advance(1000)
      const view = await settled()
      const [before, whole] = saidOf(view)
      expect(before).toMatchObject({ status: 'interrupted', parts: [{ text: 'Hello th' }] })
      expect(whole).toMatchObject({ status: 'settled', replaces: before?.id })
      expect(answerOf(view)).toEqual(['Hello there.'])
      expect((await events('step.settled')).map(step => step.outcome)).toEqual(['failed', 'completed'])
      expect(view.faults.count).toBe(0)
    },
  )

  test('[R1] a cut that repeats ends the run, with the text of every attempt', async () => {
    const cut: Answer = async reply => {
      reply.chunk({ role: 'assistant', content: 'Hello th' })
      await until(isSpeaking)
      reply.cut(halfLine)
    }
    const { send, until, settled, clock } = await startWithProvider(harness, [cut, cut])
    await send('Hi')
    await until(isDelayed)
    clock.advance(1000)
    const view = await settled()
    expect(runOf(view)).toMatchObject({ status: 'failed', error: { code: 'model-failed' } })
    expect(saidOf(view)).toMatchObject([
      { status: 'interrupted', parts: [{ text: 'Hello th' }] },
      { status: 'interrupted', parts: [{ text: 'Hello th' }] },
    ])
  })

  test('[R5] a stream that ends as if all were said, without saying so, is asked for again', async () => {
    const short: Answer = reply => {
      reply.chunk({ role: 'assistant', content: 'Hello th' })
      reply.end()
    }
    const { send, until, settled, clock } = await startWithProvider(harness, [short, fine])
    await send('Hi')
    await until(isDelayed)
    clock.advance(1000)
    expect(answerOf(await settled())).toEqual(['Hello there.'])
  })

  test.for([
    ['before the first word', ''],
    ['after some words', 'Hello th'],
  ] as const)('[R5] a stall %s is not waited for longer than its limit', async ([, words]) => {
    const asked = Promise.withResolvers<void>()
    const gone = Promise.withResolvers<void>()
    const stall: Answer = async reply => {
      if (words !== '') reply.chunk({ role: 'assistant', content: words })
      asked.resolve()
      await reply.gone
      gone.resolve()
    }
    const { send, until, settled, clock } = await startWithProvider(harness, [stall, fine], {
      runLimits: { modelAttempts: 2, silenceLimitMs: 60_000 },
    })
    await send('Hi')
    await asked.promise
    if (words !== '') await until(isSpeaking)
    clock.advance(60_000)
    await gone.promise
    const { open } = await until(isDelayed)
    expect(Object.values(open.steps)[0]?.delayed?.error.code).toBe('model-silent')
    clock.advance(1000)
    expect(answerOf(await settled())).toEqual(['Hello there.'])
  })

  test('[R5] a model that goes on speaking is never taken for a stall', async () => {
    const slow: Answer = async reply => {
      for (let at = 1; at <= 5; at++) {
        reply.chunk({ role: 'assistant', content: `${at} ` })
        await until(view => JSON.stringify(view.open.parts).includes(`${at} `))
        clock.advance(50_000)
      }
      fine(reply, { messages: [], model: '', stream: true })
    }
    const { send, until, settled, clock } = await startWithProvider(harness, [slow], {
      runLimits: { silenceLimitMs: 60_000 },
    })
    await send('Hi')
    const view = await settled()
    expect(answerOf(view)).toEqual(['1 2 3 4 5 Hello there.'])
  })

  test.for([
    ['a line that is no JSON', 'data: {"choices": [{"delta": {"content": "Hel\n\n'],
    ['a line with another grammar', "data: {'choices': []}\n\n"],
    ['an error in the place of a chunk', 'data: {"error":{"message":"overloaded","code":503}}\n\n'],
  ] as const)('[R5] %s is asked for again, then the run fails clearly', async ([, line]) => {
    const broken: Answer = reply => {
      reply.raw(line)
      reply.end()
    }
    const { send, until, settled, clock, requests } = await startWithProvider(harness, [broken, broken])
    await send('Hi')
    await until(isDelayed)
    clock.advance(1000)
    const view = await settled()
    expect(runOf(view)).toMatchObject({ status: 'failed', error: { code: 'model-failed' } })
    expect(saidOf(view)).toEqual([])
    expect(requests).toHaveLength(2)
  })

  test('[R5] a page in the place of a stream fails the run clearly', async () => {
    const page: Answer = reply => reply.body(200, 'text/html', '<html>Sign in to the network</html>')
    const { send, settled, clock, host } = await startWithProvider(harness, [page, page])
    host.hub.onCommit(({ view }) => {
      if (isDelayed(view)) clock.advance(1000)
    })
    await send('Hi')
    const view = await settled()
    expect(runOf(view)?.status).toBe('failed')
    expect(runOf(view)?.error?.code).toMatch(/^model-/)
    expect(saidOf(view)).toEqual([])
  })

  test('[R5] an answer that is cut off at the model’s limit says so', async () => {
    const { send, settled } = await startWithProvider(harness, [
      reply => {
        reply.chunk({ role: 'assistant', content: 'Once upon a' })
        reply.chunk({}, 'length')
        reply.done()
      },
    ])
    await send('Tell me a story')
    const view = await settled()
    expect(answerOf(view)).toEqual(['Once upon a'])
    expect(runOf(view)).toMatchObject({ status: 'failed', error: { code: 'model-length' } })
  })

  test('[R5] an answer without a word fails the run, and leaves no empty message', async () => {
    const { send, settled } = await startWithProvider(harness, [say('')])
    await send('Hi')
    const view = await settled()
    expect(runOf(view)).toMatchObject({ status: 'failed', error: { code: 'model-empty' } })
    expect(saidOf(view)).toEqual([])
  })

  test.for([
    ['arguments that are broken JSON', 'echo', '{"text":"he', 'bad-arguments', 'not complete JSON'],
    ['arguments that do not fit the schema', 'echo', '{"text":7}', 'bad-arguments', 'text'],
    ['a tool that does not exist', 'shout', '{"text":"hey"}', 'unknown-tool', 'The tools are: echo.'],
    ['a tool with a name that no tool has', 'ec ho/../é', '{}', 'unknown-tool', 'no tool named'],
  ] as const)(
    '[R5][R10] %s fail the call, and the model may try again',
    async ([, tool, text, code, why]) => {
      const { send, settled, requests } = await startWithProvider(harness, [call({ tool, text }), fine], {
        agents,
      })
      await send('Go')
      const view = await settled()
      expect(runOf(view)).toMatchObject({ status: 'completed' })
      expect(saidOf(view)[0]).toMatchObject({
        parts: [{ kind: 'tool-call', status: 'failed', error: { code } }],
      })
      const [told] = requests[1]?.messages.filter(message => message.role === 'tool') ?? []
      expect(told?.content).toContain(why)
      expect(view.faults.count).toBe(0)
    },
  )

  test('[R1] calls of an attempt that failed are cancelled and never run', async () => {
    const cut: Answer = async reply => {
      reply.chunk({ role: 'assistant', content: 'Let me see.' })
      const begin = { index: 0, id: 'call_0', type: 'function' }
      reply.chunk({ tool_calls: [{ ...begin, function: { name: 'echo', arguments: '{"text":"a"}' } }] })
      await until(view => Object.values(view.open.parts).some(part => part.kind === 'tool-call'))
      reply.cut(halfLine)
    }
    const { send, until, settled, clock, events } = await startWithProvider(harness, [cut, fine], { agents })
    await send('Hi')
    await until(isDelayed)
    clock.advance(1000)
    const view = await settled()
    expect(saidOf(view)[0]).toMatchObject({ parts: [{ kind: 'text' }, { status: 'cancelled' }] })
    expect(answerOf(view)).toEqual(['Hello there.'])
    expect(await events('tool.started')).toEqual([])
  })
})
