import { defineTool } from '@sluice/runtime'
import { createMemoryStore } from '@sluice/server'
import * as v from 'valibot'
import { afterEach, describe, expect, test } from 'vitest'
import { createCuttableStore } from '../support/createCuttableStore.ts'
import { helper, ref } from '../support/createTestHost.ts'
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

const add = defineTool({
  name: 'add',
  description: 'Adds.',
  parameters: v.object({ a: v.number(), b: v.number() }),
  execute: ({ a, b }) => a + b,
})

const breaks = defineTool({
  name: 'breaks',
  description: 'Fails.',
  parameters: v.object({}),
  execute: () => {
    throw new Error('the disk is on fire')
  },
})

const pay = defineTool({
  name: 'pay',
  description: 'Pays.',
  parameters: v.object({}),
  approval: true,
  execute: () => 'paid',
})

const agents = [helper({ tools: [add, breaks, pay] })]

const greet: Answer = reply => {
  reply.chunk({ role: 'assistant', reasoning_content: 'Greet ' })
  reply.chunk({ reasoning_content: 'them.' })
  say('Hel', 'lo ', 'there.')(reply, { model: '', stream: true, messages: [] })
}

const toolsTold = (request: { messages: readonly { role: string }[] } | undefined) =>
  request?.messages.filter(message => message.role === 'tool')

test('[R12] a provider that counts while it streams is cut off when a limit is passed, through Pi', async () => {
  const pi = harnesses.find(({ name }) => name === 'pi')
  if (pi === undefined) throw new Error('no such harness')
  const gone = Promise.withResolvers<void>()
  const endless: Answer = async reply => {
    void reply.gone.then(gone.resolve)
    for (let tokens = 1; tokens <= 100; tokens++) reply.counted({ content: 'on ' }, tokens)
    await reply.gone
  }
  const { send, settled } = await startWithProvider(pi, [endless], {
    agents: [helper({ limits: { run: { tokens: 60 } } })],
  })
  await send('Go')
  const view = await settled()
  expect(runOf(view)).toMatchObject({ status: 'failed', error: { code: 'token-limit' } })
  const { inputTokens = 0, outputTokens = 0 } = runOf(view)?.usage ?? {}
  expect(inputTokens + outputTokens).toBeGreaterThanOrEqual(60)
  await gone.promise
})

describe.each(harnesses)('a provider over HTTP, through $name', harness => {
  test('[R5] streams text and reasoning into the log, with its usage', async () => {
    const { send, settled, requests, keys } = await startWithProvider(harness, [greet], { agents })
    await send('Hi')
    const view = await settled()
    expect(answerOf(view)).toEqual(['Greet them.', 'Hello there.'])
    expect(runOf(view)).toMatchObject({ status: 'completed', usage: { inputTokens: 12, outputTokens: 5 } })
    expect(keys).toEqual(['Bearer key-of-the-test'])
    expect(requests[0]).toMatchObject({
      model: 'test',
      stream: true,
      messages: [
        { role: 'system', content: 'Help.' },
        { role: 'user', content: 'Hi' },
      ],
      tools: [
        { function: { name: 'add', parameters: { type: 'object', required: ['a', 'b'] } } },
        { function: { name: 'breaks' } },
        { function: { name: 'pay' } },
      ],
    })
  })

  test('[E7] what the provider was asked and what it answered, in every attempt, is kept for inspectors', async () => {
    const busy: Answer = reply => reply.refuse(503, 'Too busy.', { 'retry-after-ms': '1' })
    const host = await startWithProvider(harness, [busy, greet], { agents })
    const { send, settled, until, clock, events, store } = host
    await send('Hi')
    await until(isDelayed)
    clock.advance(1000)
    await settled()
    const [{ provider } = {}] = await events('step.settled')
    const blob = await store.getBlob({ tenant: 'acme', ...ref }, provider?.blob ?? '')
    expect(blob?.audience).toBe('inspectors')
    const { attempts } = JSON.parse(new TextDecoder().decode(blob?.bytes)) as {
      attempts: { parameters: object | null; events: { at: number; event: unknown }[] }[]
    }
    expect(attempts.map(({ events }) => events.length)).toEqual([expect.any(Number), expect.any(Number)])
    expect(JSON.stringify(attempts[0]?.events)).toContain('Too busy.')
    expect(JSON.stringify(attempts[0]?.events)).toContain('503')
    expect(attempts[1]?.parameters).toMatchObject({ model: 'test', stream: true })
    expect(Object.keys(attempts[1]?.parameters ?? {})).not.toContain('messages')
    const said = attempts[1]?.events.map(
      ({ event }) => event as { choices?: { delta: { content?: string } }[] },
    )
    expect(said?.flatMap(({ choices }) => choices?.[0]?.delta.content ?? []).join('')).toBe('Hello there.')
    expect(attempts[1]?.events[0]?.at).toBeGreaterThan(0)
  })

  test('[R5][R8] streams tool calls that are interleaved, and is told what each gave', async () => {
    const interleaved: Answer = reply => {
      const begin = (index: number, id: string) =>
        reply.chunk({
          tool_calls: [{ index, id, type: 'function', function: { name: 'add', arguments: '' } }],
        })
      const more = (index: number, text: string) =>
        reply.chunk({ tool_calls: [{ index, function: { arguments: text } }] })
      begin(0, 'call_a')
      more(0, '{"a":1,')
      begin(1, 'call_b')
      more(1, '{"a":10,"b":20}')
      begin(2, 'call_c')
      more(0, '"b":2}')
      more(2, '{"a":3,"b":3}')
      reply.chunk({}, 'tool_calls')
      reply.done()
    }
    const { send, settled, requests } = await startWithProvider(harness, [interleaved, greet], { agents })
    await send('Add')
    const view = await settled()
    expect(runOf(view)).toMatchObject({ status: 'completed', steps: 3 })
    expect(view.faults.count).toBe(0)
    expect(toolsTold(requests[1])).toMatchObject([
      { tool_call_id: 'call_a', content: '3' },
      { tool_call_id: 'call_b', content: '30' },
      { tool_call_id: 'call_c', content: '6' },
    ])
  })

  test('[R5] is told why a tool failed, and goes on', async () => {
    const answers = [call({ tool: 'breaks', text: '{}' }), greet]
    const { send, settled, requests } = await startWithProvider(harness, answers, { agents })
    await send('Go')
    expect(runOf(await settled())).toMatchObject({ status: 'completed' })
    expect(JSON.stringify(toolsTold(requests[1]))).toContain('the disk is on fire')
  })

  test('[R5] waits for an approval, and is told what came of it', async () => {
    const answers = [call({ tool: 'pay', text: '{}' }), greet]
    const { send, until, command, settled, requests } = await startWithProvider(harness, answers, { agents })
    await send('Pay')
    const { open } = await until(view => Object.keys(view.open.approvals).length > 0)
    expect(requests).toHaveLength(1)
    const [approval = ''] = Object.keys(open.approvals)
    await command({ type: 'approval.decide', approval, decision: 'approved' })
    expect(runOf(await settled())).toMatchObject({ status: 'completed' })
    expect(toolsTold(requests[1])).toMatchObject([{ content: 'paid' }])
  })

  test('[R4] is cut off by a stop in the middle of a word, and told of it when the talk goes on', async () => {
    const gone = Promise.withResolvers<void>()
    const stall: Answer = async reply => {
      reply.chunk({ role: 'assistant', content: 'Half an ans' })
      await reply.gone
      gone.resolve()
    }
    const { send, until, command, settled, requests, problems } = await startWithProvider(harness, [
      stall,
      greet,
    ])
    await send('Hi')
    const view = await until(isSpeaking)
    await command({ type: 'run.stop', run: Object.keys(view.open.runs)[0] ?? '' })
    await gone.promise
    expect(answerOf(await settled())).toEqual(['Half an ans'])
    await send('Go on')
    expect(answerOf(await settled())).toEqual(['Greet them.', 'Hello there.'])
    expect(requests[1]?.messages.map(message => message.role)).toEqual([
      'system',
      'user',
      'assistant',
      'user',
    ])
    expect(JSON.stringify(requests[1]?.messages[2])).toContain('Half an ans')
    expect(problems).toEqual([])
  })

  test('[R5][R7] is asked again after a failure, and both attempts are in the log', async () => {
    const { send, until, settled, clock, events, requests } = await startWithProvider(harness, [
      reply => reply.refuse(503, 'try later'),
      greet,
    ])
    await send('Hi')
    await until(isDelayed)
    clock.advance(1000)
    expect(answerOf(await settled())).toEqual(['Greet them.', 'Hello there.'])
    expect(requests[1]?.messages).toEqual(requests[0]?.messages)
    expect(await events('step.delayed')).toMatchObject([
      { attempt: 1, error: { message: expect.stringContaining('try later') } },
    ])
  })

  test('[R1][R8] is asked again after a crash, from what the log holds', async () => {
    const inner = createMemoryStore()
    const mortal = createCuttableStore(inner)
    const stall: Answer = async reply => {
      reply.chunk({ role: 'assistant', content: 'Hello th' })
      await reply.gone
    }
    const answers = [call({ tool: 'add', text: '{"a":1,"b":2}' }), stall, greet]
    const host = await startWithProvider(harness, answers, { agents, store: mortal.store })
    await host.send('Add')
    await host.until(isSpeaking)
    mortal.cut()
    const next = await host.again({ store: inner })
    const view = await next.settled()
    const [, cut, whole] = saidOf(view)
    expect(cut).toMatchObject({ status: 'interrupted' })
    expect(whole).toMatchObject({ status: 'settled', replaces: cut?.id })
    expect(answerOf(view)).toEqual(['Greet them.', 'Hello there.'])
    expect(host.requests[2]).toEqual(host.requests[1])
    expect(toolsTold(host.requests[2])).toMatchObject([{ tool_call_id: 'call_0', content: '3' }])
    expect(view.faults.count).toBe(0)
  })

  test('[R8] is given its own messages back, byte for byte as they were kept', async () => {
    const given: string[] = []
    const answers = [call({ tool: 'add', text: '{"a": 1, "b": 2}' }), greet, greet]
    const { send, settled, events, store, requests } = await startWithProvider(harness, answers, {
      agents,
      watch: ({ turns }) => {
        if (turns.length < 4) return
        given.push(...turns.flatMap(turn => (turn.role === 'assistant' ? [turn.message] : [])))
      },
    })
    await send('Add')
    await settled()
    await send('Thanks')
    await settled()
    const kept = (await events('step.settled')).flatMap(step => (step.harness ? [step.harness.blob] : []))
    const blobs = await Promise.all(kept.map(hash => store.getBlob({ tenant: 'acme', ...ref }, hash)))
    expect(given).toEqual(blobs.slice(0, 2).map(blob => new TextDecoder().decode(blob?.bytes)))
    expect(blobs.map(blob => blob?.audience)).toEqual(['inspectors', 'inspectors', 'inspectors'])
    const told = requests[2]?.messages
    expect(told?.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
      'assistant',
      'user',
    ])
    expect(JSON.stringify(told?.[4])).toContain('Hello there.')
  })

  test('[R8] a conversation of another harness is refused, and not guessed at', async () => {
    const other = harnesses.find(one => one !== harness) ?? harness
    const store = createMemoryStore()
    const before = await startWithProvider(other, [greet], { store: createCuttableStore(store).store })
    await before.send('Hi')
    await before.settled()
    await before.host.close()
    const { send, settled, requests } = await startWithProvider(harness, [greet], { store })
    await send('Still there?')
    expect(runOf(await settled())).toMatchObject({ status: 'failed', error: { code: 'foreign-message' } })
    expect(requests).toEqual([])
  })
})
