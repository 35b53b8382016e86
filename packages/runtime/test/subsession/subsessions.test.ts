import type { ToolCallPart, View } from '@sluice/fold'
import type { Event } from '@sluice/protocol'
import { type Agent, defineAgent, defineTool, type Script, type ToolContext } from '@sluice/runtime'
import { createMemoryStore, type Principal } from '@sluice/server'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { createCuttableStore } from '../support/createCuttableStore.ts'
import { createTestHost, ref, type TestHost } from '../support/createTestHost.ts'
import { createHold, type Hold } from '../support/hold.ts'

/** An agent with a tool `delegate`, whose work is handed in. */
function delegating(name: string, work: (context: ToolContext) => unknown): Agent {
  const delegate = defineTool({
    name: 'delegate',
    description: 'Lets somebody else do it.',
    parameters: v.object({}),
    timeoutMs: 1000,
    execute: (_, context) => work(context) as Promise<string>,
  })
  return defineAgent({ name, instructions: `You are ${name}.`, tools: [delegate] })
}

const reader = defineAgent({ name: 'reader', instructions: 'You read.' })

/** Who is told to delegate does so once, and says what came of it; who is told to read may be held. */
const script =
  (hold?: Hold): Script =>
  async turns => {
    const last = turns.at(-1)
    if (last?.role === 'tool') return [{ text: `Told: ${last.text}` }]
    if (last?.text.startsWith('delegate')) return [{ tool: 'delegate', arguments: {} }]
    if (last?.text === 'break') throw new Error('No paper.')
    await hold?.wait()
    return [{ text: `Read: ${last?.text}` }]
  }

const ask =
  (message: string, agent: string | Agent = reader) =>
  ({ subsession }: ToolContext) =>
    subsession(agent, message).then(answer => answer.text)

const said = (view: View) => {
  const message = view.settled.flat().findLast(entry => entry.kind === 'message')
  const [part] = message?.kind === 'message' ? message.parts : []
  return typeof part === 'object' && 'text' in part ? part.text : null
}

const callOf = (view: View) =>
  view.settled
    .flat()
    .flatMap(entry => (entry.kind === 'message' ? entry.parts : []))
    .findLast((part): part is ToolCallPart => typeof part !== 'string' && part.kind === 'tool-call')

/** The log of a session. */
async function logOf({ store }: Pick<TestHost, 'store'>, agent: string, id: string) {
  const { envelopes } = await store.read({ tenant: 'acme', agent, id }, null, Number.MAX_SAFE_INTEGER)
  return envelopes
}

const childrenOf = async (host: TestHost) =>
  (await host.events('subsession.opened')).map(({ agent, subsession }) => ({ agent, id: subsession }))

describe('a subsession', () => {
  test('[R9] answers the call that opened it, in a log of its own that is linked both ways', async () => {
    const host = await createTestHost({
      agents: [delegating('helper', ask('read it')), reader],
      script: script(),
    })
    await host.send('delegate')
    const view = await host.settled()
    expect(said(view)).toBe('Told: Read: read it')
    const [child] = await childrenOf(host)
    const call = callOf(view)
    expect(call).toMatchObject({ status: 'completed', attempt: 1, subsessions: [child] })
    const log = await logOf(host, 'reader', child?.id ?? '')
    expect(log[0]?.event).toEqual({
      type: 'session.created',
      agent: 'reader',
      owner: 'ann',
      parent: { ...ref, call: call?.id, depth: 1 },
    })
    expect(await host.events('subsession.settled')).toMatchObject([
      { subsession: child?.id, outcome: 'completed', offset: log.at(-1)?.offset },
    ])
    expect(view.open.subsessions).toEqual({})
    expect(host.problems).toEqual([])
  })

  test('[R9] what it used is in the totals of its parent, once, and all the way up', async () => {
    const host = await createTestHost({
      agents: [
        delegating('helper', ask('delegate', 'middle')),
        delegating('middle', ({ subsession }) =>
          Promise.all([subsession(reader, 'one'), subsession(reader, 'two')]).then(all => all.length),
        ),
        reader,
      ],
      script: script(),
    })
    await host.send('delegate')
    const { totals } = await host.settled()
    const own = async (agent: string, id: string) =>
      (await logOf(host, agent, id)).flatMap(({ event }) =>
        event.type === 'step.settled' ? ((event as Event<'step.settled'>).usage?.outputTokens ?? 0) : [],
      )
    const rows = await host.store.directory('acme', {})
    expect(rows.map(({ agent }) => agent).sort()).toEqual(['helper', 'middle', 'reader', 'reader'])
    let below = 0
    for (const { agent, id } of rows)
      if (agent !== 'helper') for (const tokens of await own(agent, id)) below += tokens
    expect(totals.subsessions.outputTokens).toBe(below)
    expect(below).toBeGreaterThan(0)
    expect(totals.usage.outputTokens).toBe((await own(ref.agent, ref.id)).reduce((sum, one) => sum + one))
    const usage = await host.host.usage({ tenant: 'acme', ...ref })
    expect(usage.usage.outputTokens).toBe(below + totals.usage.outputTokens)
  })

  test('[R9] that fails, or cannot be, fails what waits for it', async () => {
    for (const [agent, message, reason] of [
      ['reader', 'break', 'No paper.'],
      ['nobody', 'read it', 'There is no agent named nobody'],
    ] as const) {
      const host = await createTestHost({
        agents: [delegating('helper', ask(message, agent)), reader],
        script: script(),
      })
      await host.send('delegate')
      expect(callOf(await host.settled())).toMatchObject({
        status: 'failed',
        error: { message: expect.stringContaining(reason) },
      })
    }
  })

  test('[R9] may be four levels deep, and is refused where it would be too deep', async () => {
    const levels = ['helper', 'b', 'c', 'd', 'e']
    const agents = levels.map((name, at) => delegating(name, ask('delegate', levels[at + 1] ?? 'helper')))
    const host = await createTestHost({ agents, script: script(), runLimits: { subsessionDepth: 4 } })
    await host.send('delegate')
    const view = await host.settled()
    expect(said(view)).toContain(
      'Told: Told: Told: Told: Told: Sessions are nested 4 deep, which is the most, so helper was not asked.',
    )
    const rows = await host.store.directory('acme', {})
    expect(rows.map(({ agent }) => agent).sort()).toEqual(['b', 'c', 'd', 'e', 'helper'])
    const deepest = rows.find(({ agent }) => agent === 'e')
    const [created] = await logOf(host, 'e', deepest?.id ?? '')
    expect(created?.event).toMatchObject({ parent: { agent: 'd', depth: 4 } })
    expect(host.problems).toEqual([])
  })

  test('[R9][S6] is read by who may read its root, and by nobody else', async () => {
    const owned: Principal[] = [
      { id: 'ann', tenant: 'acme', expiresAt: null },
      { id: 'ben', tenant: 'acme', expiresAt: null },
    ]
    const asked: string[] = []
    const host = await createTestHost({
      agents: [delegating('helper', ask('delegate', 'middle')), delegating('middle', ask('read it')), reader],
      script: script(),
      authorize: (principal, _, session) => {
        asked.push(session?.agent ?? '')
        return session?.owner === principal.id || session?.owner === null
      },
    })
    await host.send('delegate')
    await host.settled()
    const row = (await host.store.directory('acme', {})).find(({ agent }) => agent === 'reader')
    const child = { agent: 'reader', id: row?.id ?? '' }
    asked.length = 0
    const reads = owned.map(principal =>
      host.host.hub.reads.view(principal, child, null).then(
        view => view.session?.parent?.depth,
        (error: { code: string }) => error.code,
      ),
    )
    expect(await Promise.all(reads)).toEqual([2, 'not-found'])
    expect(asked).toEqual(['helper', 'helper'])
  })
})

describe('a stop of the parent', () => {
  test('[R9][R4] flows down to what its calls opened, and what they used still flows up', async () => {
    const hold = createHold()
    const host = await createTestHost({
      agents: [delegating('helper', ask('delegate', 'middle')), delegating('middle', ask('read it')), reader],
      script: script(hold),
    })
    await host.send('delegate')
    await hold.reached
    const [run = ''] = Object.keys((await host.until(() => true)).open.runs)
    await host.command({ type: 'run.stop', run })
    const view = await host.until(now => Object.keys(now.open.subsessions).length === 0)
    await host.host.idle()
    expect(await host.events('subsession.settled')).toMatchObject([{ outcome: 'stopped' }])
    expect(view.totals.subsessions.outputTokens).toBeGreaterThan(0)
    for (const { status } of await host.store.directory('acme', {})) expect(status).toBe('idle')
    for (const { agent, id } of await host.store.directory('acme', {})) {
      const settled = (await logOf(host, agent, id)).filter(({ event }) => event.type === 'run.settled')
      expect(settled.map(({ event }) => (event as Event<'run.settled'>).outcome)).toEqual(['stopped'])
    }
    expect(host.problems).toEqual([])
    hold.release()
  })
})

describe('a crash', () => {
  /** The offsets of appends after which the process may die: of the parent and its child, until both are done. */
  async function crashAfter(appends: number) {
    const inner = createMemoryStore()
    const mortal = createCuttableStore(inner, appends)
    const agents = [delegating('helper', ask('read it')), reader]
    const first = await createTestHost({ agents, script: script(), store: mortal.store })
    void first.send('delegate').catch(() => undefined)
    const isOver = await Promise.race([mortal.reached.then(() => false), first.settled().then(() => true)])
    if (isOver) return null
    const second = await createTestHost({ agents, script: script(), store: inner })
    return second
  }

  test('[R9][R1] anywhere leaves one child, one answer, and two logs that end', async () => {
    let crashes = 0
    for (let appends = 2; ; appends++) {
      const host = await crashAfter(appends)
      if (host === null) break
      crashes++
      const view = await host.settled()
      await host.host.idle()
      const children = await childrenOf(host)
      const about = `after ${appends} appends`
      const status = callOf(view)?.status
      // A tool whose code may have gone on is by its policy not run again.
      expect(['completed', 'unknown'], about).toContain(status)
      if (status === 'completed') expect(said(view), about).toBe('Told: Read: read it')
      expect(view.lastOutcome, about).toBe('completed')
      expect(children.length, about).toBeLessThanOrEqual(1)
      for (const { agent, id } of children) {
        const log = await logOf(host, agent, id)
        const runs = log.filter(({ event }) => event.type === 'run.started')
        const ends = log.filter(({ event }) => event.type === 'run.settled')
        expect([runs.length, ends.length], about).toEqual([1, 1])
      }
      expect(await host.events('subsession.settled'), about).toHaveLength(children.length)
      expect(view.open.subsessions, about).toEqual({})
      expect(host.problems, about).toEqual([])
    }
    expect(crashes).toBeGreaterThan(12)
  })

  test('[R9] while the child works has the parent wait for the same child again', async () => {
    const hold = createHold()
    const inner = createMemoryStore()
    const mortal = createCuttableStore(inner)
    const agents = [delegating('helper', ask('read it')), reader]
    const first = await createTestHost({ agents, script: script(hold), store: mortal.store })
    await first.send('delegate')
    await hold.reached
    mortal.cut()
    const second = await createTestHost({ agents, script: script(), store: inner })
    const view = await second.settled()
    expect(said(view)).toBe('Told: Read: read it')
    expect(callOf(view)).toMatchObject({ status: 'completed', attempt: 2 })
    expect(await childrenOf(second)).toHaveLength(1)
    hold.release()
  })

  test('[R9][R4] after the parent was stopped stops the child at the next start', async () => {
    const hold = createHold()
    const inner = createMemoryStore()
    const mortal = createCuttableStore(inner)
    const agents = [delegating('helper', ask('read it')), reader]
    const first = await createTestHost({ agents, script: script(hold), store: mortal.store })
    await first.send('delegate')
    await hold.reached
    const { open } = await first.until(now => Object.keys(now.open.subsessions).length === 1)
    mortal.cut()
    const [run = ''] = Object.keys(open.runs)
    // As if the process had died between the stop and what follows from it.
    const range = await inner.read({ tenant: 'acme', ...ref }, null, Number.MAX_SAFE_INTEGER)
    const last = range.envelopes.at(-1)
    if (last === undefined) throw new Error('There is no log.')
    const stopped = {
      ...last,
      offset: last.offset.replace(/^\d+/, digits => `${Number(digits) + 1}`.padStart(16, '0')),
    }
    await inner.append({
      key: { tenant: 'acme', ...ref },
      after: last.offset,
      envelopes: [{ ...stopped, event: { type: 'run.settled', run, outcome: 'stopped' } as Event }],
      projections: { directory: null, pages: [], commands: [], approvals: { opened: [], closed: [] } },
    })
    const second = await createTestHost({ agents, script: script(hold), store: inner })
    await second.until(view => Object.keys(view.open.subsessions).length === 0)
    expect(await second.events('subsession.settled')).toMatchObject([{ outcome: 'stopped' }])
    const [child] = await childrenOf(second)
    const log = await logOf(second, 'reader', child?.id ?? '')
    expect(log.at(-1)?.event).toMatchObject({ type: 'run.settled', outcome: 'stopped' })
    hold.release()
  })
})
