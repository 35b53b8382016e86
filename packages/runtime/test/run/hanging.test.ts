import { createScriptedHarness, defineTool, type Harness } from '@sluice/runtime'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { createTestHost, helper, type TestHostOptions } from '../support/createTestHost.ts'

const never = () => new Promise<never>(() => undefined)

/** A host in which something never answers; `reached` resolves when it is asked. */
async function start(options: (reach: () => void) => TestHostOptions) {
  const reached = Promise.withResolvers<void>()
  const host = await createTestHost(options(reached.resolve))
  await host.send('One')
  await reached.promise
  return host
}

const scripted = createScriptedHarness({ script: () => [{ text: 'Yes.' }] })

/** Hangs once, then does well. */
function once<A extends unknown[], R>(reach: () => void, then: (...args: A) => Promise<R>) {
  let asked = false
  return (...args: A): Promise<R> => {
    if (asked) return then(...args)
    asked = true
    reach()
    return never()
  }
}

/** What hangs, how long it is waited for, and a host in which it does. */
const hanging: readonly (readonly [string, number, (reach: () => void) => TestHostOptions])[] = [
  [
    'a harness that finds no model',
    300_000,
    reach => ({ harness: { ...scripted, model: once(reach, scripted.model) } satisfies Harness }),
  ],
  [
    'a harness that sums up',
    300_000,
    reach => ({ harness: { ...scripted, compact: once(reach, scripted.compact) } satisfies Harness }),
  ],
  [
    'the instructions of an agent',
    30_000,
    reach => ({ agents: [helper({ instructions: once(reach, async () => 'Help.') })] }),
  ],
  [
    'the check of a tool',
    10_000,
    reach => {
      const validate = once(reach, async (value: unknown) => ({ value }))
      const parameters = { ...v.object({}), '~standard': { ...v.object({})['~standard'], validate } }
      const tool = defineTool({
        name: 'odd',
        description: '',
        parameters: parameters as never,
        execute: () => 1,
      })
      return {
        agents: [helper({ tools: [tool] })],
        script: turns => (turns.length === 1 ? [{ tool: 'odd', arguments: {} }] : [{ text: 'Yes.' }]),
      }
    },
  ],
]

describe.each(hanging)('%s that never answers', (_, limitMs, options) => {
  test('[R4] holds up neither a stop nor the next run', async () => {
    const { send, until, command, settled, problems } = await start(options)
    await send('Two')
    const { open } = await until(view => view.open.queue.length === 1)
    await command({ type: 'run.stop', run: Object.keys(open.runs)[0] ?? '' })
    const view = await settled()
    const runs = view.settled.flat().filter(entry => entry.kind === 'run')
    expect(runs.map(({ status }) => status)).toEqual(['stopped', 'completed'])
    expect(problems).toEqual([])
  })

  test('[R4] does not keep a host from closing', async () => {
    const { host, clock, problems } = await start(options)
    const closed = host.close()
    clock.advance(5000)
    await closed
    expect(problems).toEqual([])
  })

  test('[R5] ends by itself', async () => {
    const { settled, clock } = await start(options)
    clock.advance(limitMs)
    const view = await settled()
    expect(view.lastOutcome).toMatch(/^(completed|failed)$/)
  })
})
