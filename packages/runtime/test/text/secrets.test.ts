import type { BlobRef } from '@sluice/protocol'
import { defineTool, type Script, type ToolContext } from '@sluice/runtime'
import * as v from 'valibot'
import { afterEach, describe, expect, test } from 'vitest'
import {
  createTestHost,
  helper,
  ref,
  type TestHost,
  type TestHostOptions,
} from '../support/createTestHost.ts'
import { harnesses } from '../support/harnesses.ts'
import { createHold } from '../support/hold.ts'
import type { Answer } from '../support/startProvider.ts'
import {
  call,
  closeProviders,
  isDelayed,
  isSpeaking,
  runOf,
  say,
  startWithProvider,
} from '../support/startWithProvider.ts'

afterEach(closeProviders)

/** Of the kinds that keys and passwords have: quotes, slashes, a line, letters that JSON and URLs write otherwise. */
const secret = 'hunter2/"ключ"\n+A%b'
const secrets = [secret, '8123456789']

const key = { tenant: 'acme', ...ref }

/** All that a reader of the session may see: the log as it stands and as it folds, and the blobs for readers. */
async function readable(host: TestHost): Promise<string> {
  const log = await host.log()
  const view = await host.until(() => true)
  const texts = [JSON.stringify(log), JSON.stringify(view), ...stringsOf(log), ...stringsOf(view)]
  for (const hash of new Set(JSON.stringify(log).match(/[0-9a-f]{64}/g) ?? [])) {
    const blob = await host.store.getBlob(key, hash as BlobRef['blob'])
    if (blob?.audience === 'readers') texts.push(new TextDecoder().decode(blob.bytes))
  }
  return texts.join('\n')
}

/** Every string and key of a value, as it is without the quotes of JSON. */
function stringsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => [key, ...stringsOf(item)])
}

/** Looks for the secret in every spelling, and for more of it than its half. */
function expectNoSecret(text: string): void {
  for (const value of secrets) {
    const once = JSON.stringify(value).slice(1, -1)
    const twice = JSON.stringify(once).slice(1, -1)
    for (const spelling of [value, once, twice, encodeURIComponent(value)]) {
      expect(text).not.toContain(spelling)
      expect(text).not.toContain(spelling.slice(0, -1))
      expect(text).not.toContain(spelling.slice(0, Math.ceil(spelling.length / 2) + 2))
    }
  }
}

const callOnce: Script = turns =>
  turns.some(turn => turn.role === 'tool')
    ? [{ text: turns.map(turn => turn.text).join(' ') }]
    : [{ tool: 'leak', arguments: { n: 1 } }]

const leak = (execute: (context: ToolContext) => unknown) =>
  defineTool({
    name: 'leak',
    description: 'Leaks.',
    parameters: v.object({ n: v.number() }),
    execute: (_, context) => execute(context),
  })

const start = (execute: (context: ToolContext) => unknown, options: TestHostOptions = {}) =>
  createTestHost({ agents: [helper({ tools: [leak(execute)] })], script: callOnce, secrets, ...options })

describe('a secret that a tool gives away', () => {
  test.for<readonly [string, (context: ToolContext) => unknown]>([
    ['its output', () => ({ [secret]: [`x${secret}y`, secret] })],
    ['a number of its output', () => ({ pin: 8_123_456_789, list: [8_123_456_789] })],
    ['JSON in its output', () => JSON.stringify({ inner: JSON.stringify({ secret }) })],
    ['a URL in its output', () => `https://example.org/?key=${encodeURIComponent(secret)}`],
    ['a large output', () => `${'x'.repeat(1020)}${secret}${'y'.repeat(50_000)}`],
    ['a large output of JSON', () => Array.from({ length: 2000 }, () => ({ secret }))],
    ['its error', () => Promise.reject(new Error(`Cannot log in with ${secret}`))],
    ['the end of a long error', () => Promise.reject(new Error(`${'x'.repeat(7985)}${secret}`))],
    ['an error that is nothing else', () => Promise.reject(new Error(secret.repeat(20_000)))],
    ['a place that is not JSON', () => ({ [secret]: { [`${'x'.repeat(190)}${secret}`]: 1n } })],
    [
      'a change of the state',
      ({ state }) => state.patch([{ op: 'add', path: '/x', value: { [secret]: secret } }]),
    ],
    [
      'the path of a change',
      ({ state }) => state.patch([{ op: 'add', path: `/${encodeURIComponent(secret)}`, value: 1 }]),
    ],
  ])('[E6] in %s reaches no reader', async ([, execute]) => {
    const host = await start(execute)
    await host.send('Go')
    await host.settled()
    expectNoSecret(await readable(host))
    expect(host.problems).toEqual([])
  })

  test('[E6] in its progress reaches no reader', async () => {
    const hold = createHold()
    const host = await start(async ({ progress }) => {
      progress({ text: `${'x'.repeat(5990)}${secret}`, data: { [secret]: secret } })
      await hold.wait()
      return null
    })
    await host.send('Go')
    await hold.reached
    await host.until(view => JSON.stringify(view.open.parts).includes('xxx'))
    expectNoSecret(await readable(host))
    hold.release()
    await host.settled()
    expect(await host.events('tool.progressed')).toHaveLength(1)
  })

  test('[E6] in a question reaches no reader', async () => {
    const asks = defineTool({
      name: 'leak',
      description: 'Asks.',
      parameters: v.object({}),
      approval: () => `${'x'.repeat(4080)}${secret}?`,
      execute: () => null,
    })
    const host = await createTestHost({ agents: [helper({ tools: [asks] })], script: callOnce, secrets })
    await host.send('Go')
    await host.until(view => Object.keys(view.open.approvals).length > 0)
    expectNoSecret(await readable(host))
  })
})

describe.each(harnesses)('a secret that a model gives away, through $name', harness => {
  const echo = defineTool({
    name: 'echo',
    description: 'Says it again.',
    parameters: v.object({
      text: v.pipe(v.string(), v.regex(/^[^7]*$/)),
    }),
    execute: ({ text }) => text,
  })
  const options = { secrets, agents: [helper({ tools: [echo] })] }
  const fine = say('Fine.')
  const args = JSON.stringify({ text: secret })
  const escaped = [...secret].map(char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')

  test.for<readonly [string, Answer]>([
    ['text, one character at a time', say(...`It is ${secret}, they say.`)],
    ['the end of its text', say('It is ', ...secret)],
    ['arguments', call({ tool: 'echo', text: args })],
    ['arguments with every character escaped', call({ tool: 'echo', text: `{"text":"${escaped}"}` })],
    ['arguments within arguments', call({ tool: 'echo', text: JSON.stringify({ text: args }) })],
    [
      'arguments that do not fit',
      call({ tool: 'echo', text: JSON.stringify({ text: [secret], [secret]: 7 }) }),
    ],
    [
      'arguments that a check of the tool refuses',
      call({ tool: 'echo', text: JSON.stringify({ text: `7${secret}` }) }),
    ],
    ['arguments that are broken', call({ tool: 'echo', text: args.slice(0, -2) })],
    ['the name of a tool', call({ tool: secret, text: '{}' })],
  ])('[E6] in %s reaches no reader', async ([, answer]) => {
    const host = await startWithProvider(harness, [answer, fine], options)
    await host.send('Go')
    const view = await host.settled()
    expectNoSecret(await readable(host))
    expect(runOf(view)).toMatchObject({ status: 'completed' })
    expect(host.problems).toEqual([])
  })

  test('[E6] in a failure of the provider reaches no reader, whether it is tried again or not', async () => {
    const broken: Answer = reply => reply.refuse(500, secret.repeat(1000))
    const host = await startWithProvider(harness, [broken, broken], options)
    await host.send('Go')
    await host.until(isDelayed)
    expectNoSecret(await readable(host))
    host.clock.advance(1000)
    await host.settled()
    expectNoSecret(await readable(host))
  })

  test('[E6] that breaks off in its middle is not said by its half', async () => {
    const cut: Answer = async reply => {
      reply.chunk({ role: 'assistant', content: 'It is ' })
      await host.until(isSpeaking)
      reply.chunk({ content: secret.slice(0, -1) })
      reply.cut('data: ')
    }
    const host = await startWithProvider(harness, [cut, fine], options)
    await host.send('Go')
    await host.until(isDelayed)
    host.clock.advance(1000)
    await host.settled()
    expectNoSecret(await readable(host))
  })
})
