import { findMessage, lineOf, partsOf, type View } from '@sluice/fold'
import { defineTool, harnessFromEnvironment } from '@sluice/runtime'
import * as v from 'valibot'
import { afterEach, describe, expect, test } from 'vitest'
import { createTestHost, helper } from '../support/createTestHost.ts'
import { type Answer, startProvider } from '../support/startProvider.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

const add = defineTool({
  name: 'add',
  description: 'Adds.',
  parameters: v.object({ a: v.number(), b: v.number() }),
  execute: ({ a, b }) => a + b,
})

/** A host whose model is behind HTTP, through the code that real providers use. */
async function startWithProvider(...answers: readonly Answer[]) {
  const provider = await startProvider(answers)
  closing.push(provider.close)
  const harness = harnessFromEnvironment(
    { SLUICE_MODEL: 'local/test', SLUICE_MODEL_URL: provider.url, SLUICE_MODEL_KEY: 'key-of-the-test' },
    () => [],
  )
  const host = await createTestHost({
    harness,
    agents: [helper({ tools: [add] })],
    runLimits: { modelAttempts: 2 },
  })
  return { ...host, requests: provider.requests }
}

const answerOf = (view: View) => {
  const message = findMessage(view, lineOf(view).at(-1) ?? '')
  return message === null
    ? null
    : partsOf(view, message).map(part => ('text' in part ? part.text : part.kind))
}

const runOf = (view: View) => view.settled.flat().findLast(entry => entry.kind === 'run')

const sayHello: Answer = reply => {
  reply.chunk({ role: 'assistant', reasoning_content: 'Greet them.' })
  for (const piece of ['Hel', 'lo ', 'there.']) reply.chunk({ content: piece })
  reply.chunk({}, 'stop')
  reply.done()
}

const delayed = (view: View) => Object.values(view.open.steps).some(step => step.delayed !== null)

describe('a provider over HTTP', () => {
  test('[R5] streams text and reasoning into the log, with its usage', async () => {
    const { send, settled, requests } = await startWithProvider(sayHello)
    await send('Hi')
    const view = await settled()
    expect(answerOf(view)).toEqual(['Greet them.', 'Hello there.'])
    expect(runOf(view)).toMatchObject({ status: 'completed', usage: { inputTokens: 12, outputTokens: 5 } })
    expect(requests[0]).toMatchObject({
      model: 'test',
      stream: true,
      messages: [{ role: 'system' }, { role: 'user', content: 'Hi' }],
      tools: [{ function: { name: 'add', parameters: { type: 'object', required: ['a', 'b'] } } }],
    })
  })

  test('[R5][R8] streams two tool calls, and is told what each gave', async () => {
    const { send, settled, requests } = await startWithProvider(reply => {
      const call = (index: number, id: string) =>
        reply.chunk({
          tool_calls: [{ index, id, type: 'function', function: { name: 'add', arguments: '' } }],
        })
      const more = (index: number, text: string) =>
        reply.chunk({ tool_calls: [{ index, function: { arguments: text } }] })
      call(0, 'call_a')
      more(0, '{"a":1,')
      call(1, 'call_b')
      more(1, '{"a":10,"b":20}')
      more(0, '"b":2}')
      reply.chunk({}, 'tool_calls')
      reply.done()
    }, sayHello)
    await send('Add')
    const view = await settled()
    expect(runOf(view)).toMatchObject({ status: 'completed', steps: 3 })
    expect(view.faults.count).toBe(0)
    const told = requests[1]?.messages.filter(message => message.role === 'tool')
    expect(told).toMatchObject([
      { tool_call_id: 'call_a', content: '3' },
      { tool_call_id: 'call_b', content: '30' },
    ])
  })

  test('[R5] arguments that are broken JSON fail the call, and the model may try again', async () => {
    const { send, settled, requests } = await startWithProvider(reply => {
      reply.chunk({
        tool_calls: [
          { index: 0, id: 'x', type: 'function', function: { name: 'add', arguments: '{"a":1,"b' } },
        ],
      })
      reply.chunk({}, 'tool_calls')
      reply.done()
    }, sayHello)
    await send('Add')
    expect(runOf(await settled())).toMatchObject({ status: 'completed' })
    const [told] = requests[1]?.messages.filter(message => message.role === 'tool') ?? []
    expect(told?.content).toContain('not complete JSON')
  })

  test('[R5] an answer of 500 is asked for again once, then the run fails with what the provider said', async () => {
    const broken: Answer = reply => reply.refuse(500, 'the machine is on fire')
    const { send, until, settled, clock, requests } = await startWithProvider(broken, broken)
    await send('Hi')
    await until(delayed)
    clock.advance(1000)
    expect(runOf(await settled())).toMatchObject({
      status: 'failed',
      error: { code: 'model-failed', message: expect.stringContaining('the machine is on fire') },
    })
    expect(requests).toHaveLength(2)
  })

  test('[R5] an answer of 429 is waited for as long as it asks', async () => {
    const { send, until, settled, clock } = await startWithProvider(
      reply => reply.refuse(429, 'slow down', { 'retry-after': '7' }),
      sayHello,
    )
    await send('Hi')
    const view = await until(delayed)
    expect(Object.values(view.open.steps)[0]?.delayed).toMatchObject({
      until: clock.now() + 7000,
      error: { code: 'model-busy' },
    })
    clock.advance(7000)
    expect(answerOf(await settled())).toEqual(['Greet them.', 'Hello there.'])
  })

  test('[R5] an answer that is cut off at the model’s limit says so', async () => {
    const { send, settled } = await startWithProvider(reply => {
      reply.chunk({ role: 'assistant', content: 'Once upon a' })
      reply.chunk({}, 'length')
      reply.done()
    })
    await send('Tell me a story')
    const view = await settled()
    expect(answerOf(view)).toEqual(['Once upon a'])
    expect(runOf(view)).toMatchObject({ status: 'failed', error: { code: 'model-length' } })
  })

  test('[R5] a refused key is not tried again', async () => {
    const { send, settled, requests } = await startWithProvider(reply => reply.refuse(401, 'bad key'))
    await send('Hi')
    expect(runOf(await settled())).toMatchObject({ status: 'failed', error: { code: 'model-refused' } })
    expect(requests).toHaveLength(1)
  })

  test('[R1] a stream that is cut in the middle of a word is replaced by the next attempt', async () => {
    const { send, until, settled, clock } = await startWithProvider(async reply => {
      reply.chunk({ role: 'assistant', content: 'Hello th' })
      await until(view => Object.keys(view.open.parts).length > 0)
      reply.cut()
    }, sayHello)
    await send('Hi')
    await until(delayed)
    clock.advance(1000)
    const view = await settled()
    const [cut, whole] = view.settled
      .flat()
      .filter(entry => entry.kind === 'message' && entry.role === 'assistant')
    expect(cut).toMatchObject({ status: 'interrupted' })
    expect(whole).toMatchObject({ replaces: cut?.id })
    expect(answerOf(view)).toEqual(['Greet them.', 'Hello there.'])
  })

  test('[R5] an answer that is broken JSON is asked for again once, then the run fails clearly', async () => {
    const broken: Answer = reply => {
      reply.raw('data: {"choices": [{"delta": {"content": "Hel\n\n')
      reply.end()
    }
    const { send, until, settled, clock } = await startWithProvider(broken, broken)
    await send('Hi')
    await until(delayed)
    clock.advance(1000)
    const view = await settled()
    expect(runOf(view)).toMatchObject({ status: 'failed', error: { code: 'model-failed' } })
    expect(answerOf(view)).toEqual(['Hi'])
  })

  test('[R4] a stop ends a request that has stalled', async () => {
    const gone = Promise.withResolvers<void>()
    const { send, until, command, settled } = await startWithProvider(async reply => {
      reply.chunk({ role: 'assistant', content: 'Hello' })
      await reply.gone
      gone.resolve()
    })
    await send('Hi')
    const view = await until(now => Object.keys(now.open.parts).length > 0)
    await command({ type: 'run.stop', run: Object.keys(view.open.runs)[0] ?? '' })
    await gone.promise
    expect(answerOf(await settled())).toEqual(['Hello'])
  })
})
