import { createScriptedHarness, defineTool, type Instructions } from '@sluice/runtime'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { createTestHost, helper, ref } from '../support/createTestHost.ts'

const plan = defineTool({
  name: 'plan',
  description: 'Plans.',
  parameters: v.object({}),
  execute: (_, { state }) => state.patch([{ op: 'add', path: '/mood', value: 'brisk' }]),
})

async function start(instructions: Instructions) {
  const given: string[] = []
  const scripted = createScriptedHarness({
    script: turns => (turns.length === 1 ? [{ tool: 'plan', arguments: {} }] : [{ text: 'Yes.' }]),
  })
  const host = await createTestHost({
    agents: [helper({ instructions, tools: [plan], state: { initial: { mood: 'calm' } } })],
    harness: {
      ...scripted,
      step: request => {
        given.push(request.instructions)
        return scripted.step(request)
      },
    },
  })
  return { ...host, given }
}

const failureOf = async ({ send, settled }: Awaited<ReturnType<typeof start>>) => {
  await send('Hi')
  const run = (await settled()).settled.flat().findLast(entry => entry.kind === 'run')
  return run?.error
}

describe('instructions', () => {
  test('[R13] are a text, which every model call is given', async () => {
    const { send, settled, given } = await start('Help.')
    await send('Hi')
    await settled()
    expect(given).toEqual(['Help.', 'Help.'])
  })

  test('[R13] are made for the session as it is before each model call, and the log holds what was made', async () => {
    const { send, settled, given, clock, events, store } = await start(
      async ({ key, owner, title, state, now }) =>
        `${key.agent} for ${owner} of ${key.tenant} in ${title} at ${now}: ${JSON.stringify(state)}`,
    )
    await send('Hi')
    await settled()
    const made = (mood: string) =>
      `helper for ann of acme in Hi at ${clock.now()}: ${JSON.stringify({ mood })}`
    expect(given).toEqual([made('calm'), made('brisk')])
    const [, last] = (await events('step.started')).filter(step => step.kind === 'model')
    const blob = await store.getBlob({ tenant: 'acme', ...ref }, last?.context?.blob ?? '')
    expect(JSON.parse(new TextDecoder().decode(blob?.bytes))).toMatchObject({ instructions: made('brisk') })
  })

  test.for<readonly [string, Instructions, string]>([
    ['throw', () => Promise.reject(new Error('the prompt store is down')), 'the prompt store is down'],
    ['are no text', () => 7 as unknown as string, 'they are no text'],
  ])('[R13] that %s end the run with that reason', async ([, instructions, reason]) => {
    const host = await start(instructions)
    expect(await failureOf(host)).toMatchObject({
      code: 'instructions-failed',
      message: expect.stringContaining(reason),
    })
    expect(host.given).toEqual([])
    expect(host.problems).toEqual([])
  })

  test('[R13] that never come end the run after half a minute', async () => {
    const asked = Promise.withResolvers<void>()
    const host = await start(() => {
      asked.resolve()
      return new Promise<string>(() => undefined)
    })
    const failure = failureOf(host)
    await asked.promise
    host.clock.advance(30_000)
    expect(await failure).toMatchObject({ message: expect.stringContaining('not there after 30 s') })
  })

  test('[R10] change the definition with the text of their function', () => {
    const definitionOf = (instructions: Instructions) => helper({ instructions }).definition
    expect(definitionOf(() => 'One.')).toBe(definitionOf(() => 'One.'))
    expect(definitionOf(() => 'One.')).not.toBe(definitionOf(() => 'Two.'))
  })
})
