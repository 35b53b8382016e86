import type { ToolCallPart, View } from '@sluice/fold'
import { type AnyTool, defineTool, type RecoverPolicy, type Script } from '@sluice/runtime'
import { createMemoryStore } from '@sluice/server'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { createCuttableStore } from '../support/createCuttableStore.ts'
import { createTestHost, helper } from '../support/createTestHost.ts'
import { createHold } from '../support/hold.ts'

const callThenTell: Script = turns => {
  const result = turns.find(turn => turn.role === 'tool')
  return result === undefined ? [{ tool: 'work', arguments: {} }] : [{ text: `Told: ${result.text}` }]
}

/** Kills a host while its tool runs, and starts another one on the same log. */
async function crashInTool(recovery: { recover?: RecoverPolicy; idempotent?: true }) {
  const attempts: number[] = []
  const keys = new Set<string>()
  const hold = createHold()
  const work = defineTool({
    name: 'work',
    description: 'Works.',
    parameters: v.object({}),
    ...recovery,
    execute: async (_, { attempt, idempotencyKey }) => {
      attempts.push(attempt)
      keys.add(idempotencyKey)
      if (attempt === 1) await hold.wait()
      return `attempt ${attempt}`
    },
  })
  const inner = createMemoryStore()
  const mortal = createCuttableStore(inner)
  const agents = [helper({ tools: [work] })]
  const first = await createTestHost({ agents, script: callThenTell, store: mortal.store })
  await first.send('Go')
  await hold.reached
  mortal.cut()
  const second = await createTestHost({ agents, script: callThenTell, store: inner })
  return { ...second, attempts, keys, hold }
}

const callOf = (view: View) =>
  view.settled
    .flat()
    .flatMap(entry => (entry.kind === 'message' ? entry.parts : []))
    .find((part): part is ToolCallPart => typeof part !== 'string' && part.kind === 'tool-call')

const lastText = (view: View) =>
  JSON.stringify(view.settled.flat().findLast(entry => entry.kind === 'message'))

describe('a tool that ran when the process died', () => {
  test('[R2] is not run again, and the model is told that nobody knows', async () => {
    const { settled, attempts } = await crashInTool({})
    const view = await settled()
    expect(attempts).toEqual([1])
    expect(callOf(view)).toMatchObject({ status: 'unknown', error: { code: 'outcome-unknown' } })
    expect(lastText(view)).toContain('not known whether it had an effect')
  })

  test('[R2][R7] is run again with the same key when it is idempotent', async () => {
    const { settled, attempts, keys } = await crashInTool({ idempotent: true })
    const view = await settled()
    expect(attempts).toEqual([1, 2])
    expect(keys.size).toBe(1)
    expect(callOf(view)).toMatchObject({ status: 'completed', attempt: 2, output: { json: 'attempt 2' } })
  })

  test('[R2] is run again when its policy says so', async () => {
    const { settled, attempts } = await crashInTool({ recover: 'rerun' })
    await settled()
    expect(attempts).toEqual([1, 2])
  })

  test.for([
    ['approved', [1, 2], 'attempt 2'],
    ['denied', [1], 'a person decided not to run it again'],
  ] as const)('[R2] is asked about when its policy says so: %s', async ([decision, ran, told]) => {
    const { until, command, settled, attempts } = await crashInTool({ recover: 'ask' })
    const asked = await until(view => Object.keys(view.open.approvals).length > 0)
    const [approval] = Object.values(asked.open.approvals)
    expect(approval?.question).toContain('May it run again?')
    await command({ type: 'approval.decide', approval: approval?.id ?? '', decision })
    const view = await settled()
    expect(attempts).toEqual(ran)
    expect(lastText(view)).toContain(told)
  })

  test('[R7] a result that comes after another host took over changes nothing', async () => {
    const { settled, hold, problems } = await crashInTool({ idempotent: true })
    const view = await settled()
    hold.release()
    expect((await settled()).offset).toBe(view.offset)
    expect(problems).toEqual([])
  })
})

describe('recovery', () => {
  const tools: readonly AnyTool[] = [
    defineTool({
      name: 'work',
      description: 'Works.',
      parameters: v.object({}),
      approval: true,
      execute: () => 'worked',
    }),
  ]

  /** A host that died while its run waited for a person. */
  async function crashWhileWaiting(again: readonly AnyTool[] = tools) {
    const inner = createMemoryStore()
    const mortal = createCuttableStore(inner)
    const first = await createTestHost({
      agents: [helper({ tools })],
      script: callThenTell,
      store: mortal.store,
    })
    await first.send('Go')
    const { open } = await first.until(view => Object.keys(view.open.approvals).length > 0)
    mortal.cut()
    const second = await createTestHost({
      agents: [helper({ tools: again })],
      script: callThenTell,
      store: inner,
    })
    return { ...second, approval: Object.keys(open.approvals)[0] ?? '' }
  }

  test('[R3] begins with the host, without waiting for anything', async () => {
    const hold = createHold()
    const inner = createMemoryStore()
    const mortal = createCuttableStore(inner)
    const script: Script = async () => {
      await hold.wait()
      return [{ text: 'Yes.' }]
    }
    const first = await createTestHost({ script, store: mortal.store })
    await first.send('Go')
    await hold.reached
    mortal.cut()
    const second = await createTestHost({ store: inner })
    const view = await second.settled()
    expect(second.clock.now()).toBe(first.clock.now())
    expect(await second.events('run.recovered')).toMatchObject([
      { attempt: 1, reason: 'The host stopped while the run was going.' },
    ])
    expect(view.settled.flat().find(entry => entry.kind === 'run')).toMatchObject({
      status: 'completed',
      recoveries: 1,
    })
  })

  test('[R1] an approval that waited goes on waiting, and its run is no attempt poorer', async () => {
    const { approval, command, settled, events } = await crashWhileWaiting()
    await command({ type: 'approval.decide', approval, decision: 'approved' })
    expect(callOf(await settled())).toMatchObject({ status: 'completed', output: { json: 'worked' } })
    expect(await events('run.recovered')).toEqual([])
  })

  test('[R10] a run that is taken up under another definition says so', async () => {
    const [work] = tools
    const other = { ...work, description: 'Works better.' } as AnyTool
    const { approval, command, settled, events } = await crashWhileWaiting([other])
    await command({ type: 'approval.decide', approval, decision: 'approved' })
    await settled()
    expect(await events('run.recovered')).toMatchObject([
      { definition: expect.any(String), reason: expect.stringContaining('The agent was changed since.') },
    ])
  })

  test('[R10] a call whose tool is gone is settled as failed', async () => {
    const { settled } = await crashWhileWaiting([])
    expect(callOf(await settled())).toMatchObject({ status: 'failed', error: { code: 'unknown-tool' } })
  })

  test('[R1] a run that was lost too often is given up with that reason', async () => {
    const inner = createMemoryStore()
    for (let attempt = 0; attempt <= 2; attempt++) {
      const hold = createHold()
      const mortal = createCuttableStore(inner)
      const script: Script = async () => {
        await hold.wait()
        return []
      }
      const host = await createTestHost({ script, store: mortal.store })
      if (attempt === 0) await host.send('Go')
      await hold.reached
      mortal.cut()
    }
    const last = await createTestHost({ store: inner, recovery: { interruptions: 2 } })
    const view = await last.settled()
    expect(view.settled.flat().find(entry => entry.kind === 'run')).toMatchObject({
      status: 'failed',
      error: { code: 'too-many-recoveries' },
    })
  })

  test('[R4] a host that is closed leaves its runs to the next', async () => {
    const hold = createHold()
    const inner = createMemoryStore()
    const script: Script = async () => {
      await hold.wait()
      return [{ text: 'Yes.' }]
    }
    const first = await createTestHost({ script, store: createCuttableStore(inner).store })
    await first.send('Go')
    await hold.reached
    await first.host.close()
    const second = await createTestHost({ store: inner })
    expect((await second.settled()).lastOutcome).toBe('completed')
    expect([...first.problems, ...second.problems]).toEqual([])
  })

  test('[R1] a message that was queued at the crash starts its run after the recovered one', async () => {
    const hold = createHold()
    const inner = createMemoryStore()
    const mortal = createCuttableStore(inner)
    const script: Script = async () => {
      await hold.wait()
      return []
    }
    const first = await createTestHost({ script, store: mortal.store })
    await first.send('One')
    await hold.reached
    await first.send('Two')
    mortal.cut()
    const second = await createTestHost({ store: inner })
    const view = await second.settled()
    expect(view.totals.runs).toBe(2)
    expect(view.open.queue).toEqual([])
  })
})
