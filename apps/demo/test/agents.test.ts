import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Agent, createHost, createScriptedHarness, defineAgent, type Host } from '@sluice/runtime'
import { replayOnAgent } from '@sluice/runtime/replay'
import { createFakeClock, recordSession } from '@sluice/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { createArchive } from '../agents/archive.ts'
import { createCourier } from '../agents/courier.ts'
import { createReview } from '../agents/review.ts'
import { script } from '../agents/script.ts'
import { createTriage } from '../agents/triage.ts'

const person = { id: 'local', tenant: 'local', expiresAt: null }

/** The demo's host, with a model that is a script and a clock that goes on by itself, a second for each turn of the process. */
async function startDemoHost() {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-demo-'))
  const clock = createFakeClock(Date.UTC(2026, 10, 27))
  const host: Host = await createHost({
    agents: [createTriage(directory), ...createReview(directory), createCourier(), createArchive(() => host)],
    directory,
    harness: createScriptedHarness({ script }),
    clock,
    timers: clock,
  })
  onTestFinished(async () => {
    await host.close()
    rmSync(directory, { recursive: true, force: true })
  })
  const ask = async (agent: string, id: string, text: string) => {
    const answer = await host.hub.command(
      person,
      { agent, id },
      `say-${text}`.replace(/[^\w]/g, '').slice(0, 60),
      {
        type: 'message.send',
        parts: [{ kind: 'text', text }],
      },
    )
    if (!answer.ok) throw new Error(answer.message)
  }
  const log = async (agent: string, id: string) => {
    const session = await host.hub.session({ tenant: 'local', agent, id })
    const events: { readonly type: string; readonly [field: string]: unknown }[] = []
    for await (const { event } of session.read(null)) events.push(event as never)
    session.release()
    return events
  }
  /** Lets time pass until something is so in the log of a session. */
  const until = async (
    agent: string,
    id: string,
    isSo: (events: Awaited<ReturnType<typeof log>>) => boolean,
  ) => {
    for (let turn = 0; turn < 2000; turn++) {
      const events = await log(agent, id)
      if (isSo(events)) return events
      clock.advance(250)
      await new Promise(resolve => setTimeout(resolve, 5))
    }
    throw new Error(`It did not become so: ${JSON.stringify((await log(agent, id)).slice(-3))}`)
  }
  return { host, ask, log, until }
}

type Events = readonly { readonly type: string; readonly [field: string]: unknown }[]

const isOver = (events: Events) => events.some(({ type }) => type === 'run.settled')
const textOf = (events: Events) =>
  events.flatMap(({ type, text }) => (type === 'part.delta' ? [String(text)] : [])).join('')

test('the review has every source file read in a session of its own, beside the tests', async () => {
  const { ask, until, log } = await startDemoHost()
  await ask('review', 'r1', 'Please review the sources of pagekit.')
  const events = await until('review', 'r1', isOver)
  const opened = events.filter(({ type }) => type === 'subsession.opened')
  expect(opened).toHaveLength(4)
  const started = events.flatMap(({ type }, index) => (type === 'tool.started' ? [index] : []))
  const settled = events.flatMap(({ type }, index) => (type === 'tool.settled' ? [index] : []))
  // The first of the batch is over only when all of it has begun.
  expect(started.slice(1, 6).every(index => index < (settled[1] ?? 0))).toBe(true)
  expect(textOf(events)).toContain('which rounds down')
  expect(textOf(events)).toContain('The tests agree that something is wrong')
  const child = opened.find(({ subsession }) => typeof subsession === 'string')
  expect(isOver(await log('reader', String(child?.subsession)))).toBe(true)
}, 30_000)

test('the courier’s model is busy, its tools fail and are tried again, and it sleeps until the depot opens', async () => {
  const { ask, until } = await startDemoHost()
  await ask('courier', 'c1', 'Please deliver parcel A-17.')
  const events = await until('courier', 'c1', isOver)
  expect(events.filter(({ type }) => type === 'step.delayed')).toHaveLength(2)
  expect(events.flatMap(({ type, outcome }) => (type === 'tool.settled' ? [outcome] : []))).toEqual([
    'failed',
    'completed',
    'completed',
    'failed',
    'completed',
  ])
  expect(events.some(({ type, name }) => type === 'timer.scheduled' && name === 'sleep')).toBe(true)
  expect(textOf(events)).toContain('Parcel A-17 is delivered. On the way 2 tools failed')
  await ask('courier', 'c3', 'Please report about parcel R-1 every day.')
  const reported = await until('courier', 'c3', isOver)
  expect(reported.find(({ type }) => type === 'timer.scheduled')).toMatchObject({
    name: 'daily-report',
    cron: '0 9 * * *',
    at: Date.UTC(2026, 10, 27, 9),
  })
  await ask('courier', 'c2', 'Please lose parcel B-2.')
  const failed = await until('courier', 'c2', isOver)
  expect(failed.findLast(({ type }) => type === 'run.settled')).toMatchObject({ outcome: 'failed' })
}, 30_000)

test('the archive holds a conversation of as many messages as it is asked for, in another session', async () => {
  const { ask, until } = await startDemoHost()
  await ask('archive', 'a1', 'Please hold a conversation of 12 messages.')
  await until('archive', 'a1', events => events.some(({ type }) => type === 'fiber.settled'))
  const events = await until(
    'archive',
    'a1-long',
    list => list.filter(({ type }) => type === 'run.settled').length === 6,
  )
  expect(events.filter(({ type }) => type === 'message.added')).toHaveLength(12)
  expect(textOf(events)).toContain('17 × 3 = 51')
}, 30_000)

test('[R19] a recorded triage comes to the same on the agent as it is, and to something else when the agent changes', async () => {
  const { host, ask, until } = await startDemoHost()
  const id = 'bug-7'
  await ask('triage', id, 'With 41 orders and ten to a page, the last page is missing.')
  const asked = await until('triage', id, events => events.some(({ type }) => type === 'approval.requested'))
  const approval = String(asked.find(({ type }) => type === 'approval.requested')?.approval)
  await host.hub.command(person, { agent: 'triage', id }, 'decide-1', {
    type: 'approval.decide',
    approval,
    decision: 'approved',
  })
  await until('triage', id, isOver)
  const served = await host.listen({})
  onTestFinished(() => served.close())
  const file = await recordSession(path => fetch(served.url + path), { agent: 'triage', id })

  const directory = join(tmpdir(), 'never-made')
  const agent: Agent = createTriage(directory)
  const { recorded, replayed } = await replayOnAgent(agent, file)
  expect(recorded.runs).toEqual(['completed'])
  expect(recorded.calls).toHaveLength(12)
  expect(recorded.asked).toEqual(['May src/paginate.js be changed?'])
  expect(replayed).toEqual(recorded)

  const changed = (tools: readonly Agent['tools'][number][]) =>
    defineAgent({ name: 'triage', instructions: 'Changed.', tools, state: { initial: { plan: [] } } })
  const unasked = await replayOnAgent(
    changed(agent.tools.map(tool => (tool.name === 'edit_file' ? { ...tool, question: () => null } : tool))),
    file,
  )
  expect(unasked.replayed.asked).toEqual([])
  expect({ ...unasked.replayed, asked: recorded.asked }).toEqual(recorded)
  const without = await replayOnAgent(changed(agent.tools.filter(({ name }) => name !== 'grep')), file)
  expect(without.replayed).not.toEqual(recorded)
  expect(without.replayed.calls.find(({ tool }) => tool === 'grep')).toMatchObject({ status: 'failed' })
}, 30_000)
