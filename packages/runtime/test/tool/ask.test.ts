import { get, type View } from '@sluice/fold'
import { defineTool, type Script, type ToolContext } from '@sluice/runtime'
import { createMemoryStore } from '@sluice/server'
import { createFakeClock } from '@sluice/testkit'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { createCuttableStore } from '../support/createCuttableStore.ts'
import { createTestHost, helper, type TestHostOptions } from '../support/createTestHost.ts'

const color = v.object({ color: v.picklist(['red', 'blue']) })

/** A host with a tool `paint`, whose work is handed in. */
async function startPainter(paint: (context: ToolContext) => unknown, options: TestHostOptions = {}) {
  const told: string[] = []
  const tool = defineTool({
    name: 'paint',
    description: 'Paints.',
    parameters: v.object({}),
    timeoutMs: 1000,
    execute: (_, context) => paint(context) as Promise<string>,
  })
  const script: Script = turns => {
    const last = turns.at(-1)
    if (last?.role !== 'tool') return [{ tool: 'paint', arguments: {} }]
    told.push(last.text)
    return [{ text: 'Done.' }]
  }
  const host = await createTestHost({ agents: [helper({ tools: [tool] })], script, ...options })
  const asked = async (number = 0) => {
    const view = await host.until(now => Object.values(now.open.approvals).length > number)
    const approval = Object.values(view.open.approvals)[number]
    if (approval === undefined) throw new Error('Nothing is asked.')
    return approval
  }
  const answer = async (given: { color: string }) =>
    host.command({
      type: 'approval.decide',
      approval: (await asked()).id,
      decision: 'approved',
      answer: given,
    })
  return { ...host, told, asked, answer }
}

const partOf = (view: View) =>
  view.settled
    .flat()
    .flatMap(entry => (entry.kind === 'message' ? entry.parts : []))
    .find(part => typeof part !== 'string' && part.kind === 'tool-call')

describe('a question with a form', () => {
  test('[R16] waits for an answer that fits its schema, and the tool goes on with it', async () => {
    const { send, asked, answer, settled, told, clock, problems } = await startPainter(({ ask }) =>
      ask({ question: 'Which color?', schema: color }).then(given => `painted ${given.color}`),
    )
    await send('Paint it')
    const approval = await asked()
    expect(approval).toMatchObject({
      question: 'Which color?',
      schema: { type: 'object', properties: { color: { enum: ['red', 'blue'] } }, required: ['color'] },
    })
    // The time limit of the tool is for its own work.
    clock.advance(60_000)
    await expect(answer({ color: 'green' })).rejects.toThrow('/color has to be one of ["red","blue"]')
    await expect(answer(undefined as never)).rejects.toThrow('asks for more than a yes')
    await answer({ color: 'blue' })
    const view = await settled()
    expect(told).toEqual(['painted blue'])
    expect(partOf(view)).toMatchObject({
      status: 'completed',
      attempt: 1,
      approval: { status: 'approved', answer: { color: 'blue' }, by: { id: 'ann' }, via: 'host' },
    })
    expect(problems).toEqual([])
  })

  test('[R16] that is declined is told to the tool, which may go on', async () => {
    const { send, asked, command, settled, told } = await startPainter(async ({ ask }) => {
      try {
        await ask({ question: 'Which color?', schema: color })
        return 'never'
      } catch (error) {
        return `grey, because: ${(error as Error).message}`
      }
    })
    await send('Paint it')
    const { id } = await asked()
    await command({ type: 'approval.decide', approval: id, decision: 'denied', reason: 'no idea' })
    await settled()
    expect(told).toEqual(['grey, because: A person did not want to answer (no idea): Which color?'])
  })

  test('[R16] each is asked once and in order, also when the process dies, and answers are given again', async () => {
    const store = createMemoryStore()
    const mortal = createCuttableStore(store)
    const runs: string[] = []
    const paint =
      (name: string) =>
      async ({ ask, attempt }: ToolContext) => {
        runs.push(`${name} ${attempt}`)
        const [first, second] = await Promise.all([
          ask({ question: 'Inside?', schema: color }),
          ask({ question: 'Outside?', schema: color }),
        ])
        return `${first.color} ${second.color}`
      }
    const one = await startPainter(paint('one'), { store: mortal.store })
    await one.send('Paint it')
    await one.answer({ color: 'red' })
    const open = await one.until(view => Object.values(view.open.approvals)[0]?.question === 'Outside?')
    mortal.cut()
    const two = await startPainter(paint('two'), { store, clock: one.clock })
    expect(await two.asked()).toMatchObject({ question: 'Outside?', id: Object.keys(open.open.approvals)[0] })
    expect(runs).toEqual(['one 1'])
    await two.answer({ color: 'blue' })
    await two.settled()
    expect(runs).toEqual(['one 1', 'two 2'])
    expect(two.told).toEqual(['red blue'])
    expect((await two.events('approval.requested')).map(({ question }) => question)).toEqual([
      'Inside?',
      'Outside?',
    ])
    expect(await two.events('run.recovered')).toEqual([])
  })
})

test('[R16][W4] a process without a browser finds a question in the inbox and answers it', async () => {
  const { send, until, settled, told, host, events } = await startPainter(({ ask }) =>
    ask({ question: 'Which color?', schema: color }).then(given => given.color),
  )
  const { url } = await host.listen({ port: 0 })
  const headers = { Authorization: 'Bearer ann', 'Content-Type': 'application/json' }
  await send('Paint it')
  await until(view => Object.keys(view.open.approvals).length === 1)
  const inbox = (await (await fetch(`${url}/v1/approvals`, { headers })).json()) as {
    approvals: { agent: string; session: string; approval: string; tool: string; mayDecide: boolean }[]
  }
  expect(inbox.approvals).toMatchObject([{ question: 'Which color?', tool: 'paint', mayDecide: true }])
  const [{ agent = '', session = '', approval = '' } = {}] = inbox.approvals
  const body = JSON.stringify({
    session: { agent, id: session },
    commandId: 'from-a-script',
    command: { type: 'approval.decide', approval, decision: 'approved', answer: { color: 'red' } },
  })
  for (let times = 0; times < 2; times++)
    expect((await fetch(`${url}/v1/commands`, { method: 'POST', headers, body })).status).toBe(200)
  await settled()
  expect(told).toEqual(['red'])
  expect(await events('approval.decided')).toMatchObject([{ via: 'http', answer: { color: 'red' } }])
  await host.close()
})

test('[R16][R1] a crash anywhere asks each question once, and the run ends', async () => {
  let crashes = 0
  for (let appends = 2; ; appends++) {
    const store = createMemoryStore()
    const mortal = createCuttableStore(store, appends)
    const paint = async ({ ask }: ToolContext) => {
      const first = await ask({ question: 'Inside?', schema: color })
      const second = await ask({ question: 'Outside?', schema: color })
      return `${first.color} ${second.color}`
    }
    /** Answers what is asked until the run is over, or nothing happens any more. */
    const answerAll = async (host: Awaited<ReturnType<typeof startPainter>>) => {
      for (;;) {
        const view = await host.until(
          now => now.lastOutcome !== null || Object.keys(now.open.approvals).length > 0,
        )
        if (view.lastOutcome !== null) return view
        const [approval] = Object.values(view.open.approvals)
        const answer = { color: approval?.question === 'Inside?' ? 'red' : 'blue' }
        await host.command({
          type: 'approval.decide',
          approval: approval?.id ?? '',
          decision: 'approved',
          answer,
        })
        await host.until(now => approval === undefined || !(approval.id in now.open.approvals))
      }
    }
    const first = await startPainter(paint, { store: mortal.store })
    const done = first.send('Paint it').then(() => answerAll(first))
    done.catch(() => undefined)
    const isOver = await Promise.race([mortal.reached.then(() => false), done.then(() => true)])
    if (isOver) break
    crashes++
    const second = await startPainter(paint, { store, clock: first.clock })
    const view = await answerAll(second)
    const about = `after ${appends} appends`
    expect(view.lastOutcome, about).toBe('completed')
    const asked = (await second.events('approval.requested')).map(({ approval }) => approval)
    expect(new Set(asked).size, about).toBe(asked.length)
    const call = view.settled
      .flat()
      .flatMap(entry => (entry.kind === 'message' ? entry.parts : []))
      .findLast(part => typeof part !== 'string' && part.kind === 'tool-call')
    const status = typeof call === 'object' && 'status' in call ? call.status : null
    // What may have gone on after an answer is, by the policy of the tool, not run again.
    expect(['completed', 'unknown'], about).toContain(status)
    if (status === 'completed') expect(call, about).toMatchObject({ output: { json: 'red blue' } })
    expect(second.problems, about).toEqual([])
  }
  expect(crashes).toBeGreaterThan(10)
})

describe('an approval that nobody answers', () => {
  test('[R16] expires at its time with the default answer', async () => {
    const { send, asked, clock, settled, told, events } = await startPainter(({ ask }) =>
      ask({ question: 'Color?', schema: color, expiresAfterMs: 5000, onExpiry: { color: 'red' } }).then(
        given => given.color,
      ),
    )
    await send('Paint it')
    expect((await asked()).expiresAt).toBe(clock.now() + 5000)
    clock.advance(4999)
    expect((await asked()).question).toBe('Color?')
    clock.advance(1)
    await settled()
    expect(told).toEqual(['red'])
    expect(await events('approval.decided')).toEqual([])
  })

  test('[R16] without a default counts as declined', async () => {
    const { send, asked, clock, settled, told } = await startPainter(({ ask }) =>
      ask({ question: 'Color?', schema: color, expiresAfterMs: 5000 }),
    )
    await send('Paint it')
    await asked()
    clock.advance(5000)
    await settled()
    expect(told).toEqual(['Nobody answered in time: Color?'])
  })

  test.each([
    ['approved', 'ran'],
    ['denied', 'Nobody answered in time, so the tool was not run.'],
  ] as const)(
    '[R16] of a call is %s as the tool says, also when the process was down at the time',
    async (onExpiry, outcome) => {
      const [store, clock] = [createMemoryStore(), createFakeClock()]
      const told: string[] = []
      const tool = defineTool({
        name: 'paint',
        description: 'Paints.',
        parameters: v.object({}),
        approval: { question: 'May I?', expiresAfterMs: 60_000, onExpiry },
        execute: () => 'ran',
      })
      const script: Script = turns => {
        const last = turns.at(-1)
        if (last?.role !== 'tool') return [{ tool: 'paint', arguments: {} }]
        told.push(last.text)
        return [{ text: 'Done.' }]
      }
      const options = { agents: [helper({ tools: [tool] })], script, store, clock }
      const mortal = createCuttableStore(store)
      const one = await createTestHost({ ...options, store: mortal.store })
      await one.send('Paint it')
      await one.until(view => Object.keys(view.open.approvals).length === 1)
      mortal.cut()
      clock.advance(3_600_000)
      const two = await createTestHost(options)
      const view = await two.settled()
      expect(told).toEqual([outcome])
      expect(partOf(view)).toMatchObject({ approval: { status: onExpiry, by: null } })
      expect(get(view.open.approvals, 'x')).toBeNull()
    },
  )
})
