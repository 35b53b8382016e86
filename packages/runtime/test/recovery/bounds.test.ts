import { type AnyTool, defineTool, type RecoveryLimits, type Script } from '@sluice/runtime'
import { createMemoryStore } from '@sluice/server'
import { createFakeClock } from '@sluice/testkit'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { createCuttableStore } from '../support/createCuttableStore.ts'
import { createTestHost, helper } from '../support/createTestHost.ts'
import { createHold } from '../support/hold.ts'

const work = (name: string, more: { approval?: true } = {}): AnyTool =>
  defineTool({ name, description: 'Works.', parameters: v.object({}), ...more, execute: () => 'worked' })

/**
 * Has processes die one after the other in a model call: with `progress` each of them first has a tool call settle, without it none gets anywhere. The
 * last one lives. Resolves with how the run ended.
 */
async function dieOften(
  processes: number,
  options: { progress: boolean; recovery: Partial<RecoveryLimits>; streamMs?: number },
) {
  const inner = createMemoryStore()
  const clock = createFakeClock()
  const agents = [helper({ tools: [work('work')], recovery: options.recovery })]
  for (let process = 1; ; process++) {
    const hold = createHold()
    const mortal = createCuttableStore(inner)
    const isLast = process === processes
    const script: Script = async turns => {
      const worked = turns.filter(turn => turn.role === 'tool').length
      if (options.progress && worked < process) return [{ tool: 'work', arguments: {} }]
      if (!isLast) await hold.wait()
      return [{ text: 'Done.' }]
    }
    const host = await createTestHost({ script, agents, clock, store: mortal.store })
    if (process === 1) await host.send('Go')
    const over = host.settled()
    const isOver = await Promise.race([over.then(() => true), hold.reached.then(() => false)])
    if (isOver || isLast) {
      const view = await over
      const [run] = view.settled.flat().filter(entry => entry.kind === 'run')
      return { process, status: run?.status, code: run?.error?.code ?? null, recoveries: run?.recoveries }
    }
    // What a model that thinks for a while says, so that the time is one of work.
    clock.advance(options.streamMs ?? 0)
    await host.command({ type: 'session.rename', title: `${process}` })
    mortal.cut()
  }
}

describe('a run that processes lose', () => {
  test('[R1] goes on as long as it gets further, past the attempts that it has without', async () => {
    expect(await dieOften(6, { progress: true, recovery: { attempts: 2 } })).toEqual({
      process: 6,
      status: 'completed',
      code: null,
      recoveries: 5,
    })
  })

  test('[R1] is given up after attempts that came to nothing', async () => {
    expect(await dieOften(6, { progress: false, recovery: { attempts: 2 } })).toEqual({
      process: 4,
      status: 'failed',
      code: 'too-many-attempts',
      recoveries: 2,
    })
  })

  test('[R1] is given up after a time of work that came to nothing', async () => {
    const recovery = { attempts: 100, noProgressMs: 120_000 }
    expect(await dieOften(9, { progress: false, recovery, streamMs: 60_000 })).toEqual({
      process: 4,
      status: 'failed',
      code: 'no-progress',
      recoveries: 2,
    })
    expect(await dieOften(6, { progress: true, recovery, streamMs: 60_000 })).toMatchObject({
      status: 'completed',
    })
  })

  test('[R1] stops in the end, however far it gets each time', async () => {
    expect(await dieOften(9, { progress: true, recovery: { interruptions: 3 } })).toEqual({
      process: 5,
      status: 'failed',
      code: 'too-many-recoveries',
      recoveries: 3,
    })
  })

  test('[R1] pays nothing while it waits for a person, however often and under whatever definition', async () => {
    const inner = createMemoryStore()
    const recovery = { attempts: 1, interruptions: 1, noProgressMs: 1 }
    const script: Script = turns =>
      turns.some(turn => turn.role === 'tool') ? [{ text: 'Done.' }] : [{ tool: 'pay', arguments: {} }]
    const start = async (instructions: string) => {
      const mortal = createCuttableStore(inner)
      const agents = [helper({ tools: [work('pay', { approval: true })], recovery, instructions })]
      return { ...(await createTestHost({ script, agents, store: mortal.store })), cut: mortal.cut }
    }
    const first = await start('Help.')
    await first.send('Go')
    const asked = await first.until(view => Object.keys(view.open.approvals).length > 0)
    first.cut()
    let host = first
    for (const instructions of ['Help.', 'Help more.', 'Help less.', 'Help.']) {
      host = await start(instructions)
      host.clock.advance(86_400_000)
      await host.until(view => Object.values(view.open.runs).every(run => run.definition !== null))
      host.cut()
    }
    host = await start('Help.')
    const [approval = ''] = Object.keys(asked.open.approvals)
    await host.command({ type: 'approval.decide', approval, decision: 'approved' })
    const view = await host.settled()
    expect(view.settled.flat().find(entry => entry.kind === 'run')).toMatchObject({
      status: 'completed',
      recoveries: 0,
    })
  })
})
