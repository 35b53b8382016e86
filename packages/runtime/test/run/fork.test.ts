import type { Command, Event } from '@sluice/protocol'
import { createScriptedHarness, defineTool, type Harness, type StepRequest } from '@sluice/runtime'
import type { Principal } from '@sluice/server'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import {
  createTestHost,
  helper,
  ref,
  type TestHost,
  type TestHostOptions,
} from '../support/createTestHost.ts'
import { createHold } from '../support/hold.ts'

const ann: Principal = { id: 'ann', tenant: 'acme', expiresAt: null }
const fork = { agent: 'helper', id: 'fork' }

/** A host whose model calls `read` and `write` once and then says what it was told; with all that a model was given. */
async function start(options: TestHostOptions = {}, read: () => unknown = () => 'old') {
  const ran: string[] = []
  const given: StepRequest[] = []
  const wanted: (string | null)[] = []
  const tool = (name: string, execute: () => unknown) =>
    defineTool({
      name,
      description: 'Works.',
      parameters: v.object({}),
      execute: async () => {
        ran.push(name)
        return execute()
      },
    })
  const inner = createScriptedHarness({
    script: turns => {
      const results = turns.filter(turn => turn.role === 'tool')
      return results.length > 0
        ? [{ text: results.map(({ text }) => text).join(' and ') }]
        : [
            { tool: 'read', arguments: {} },
            { tool: 'write', arguments: {} },
          ]
    },
  })
  const harness: Harness = {
    ...inner,
    model: name => {
      wanted.push(name)
      return inner.model(null)
    },
    step: request => {
      given.push(request)
      return inner.step(request)
    },
  }
  const test = await createTestHost({
    harness,
    agents: [helper({ tools: [tool('read', read), tool('write', () => 'written')] })],
    ...options,
  })
  return { ...test, ran, given, wanted }
}

async function forkAt(
  host: TestHost,
  at: string,
  more: Partial<Command<'session.fork'>> = {},
): Promise<void> {
  const body: Command = { type: 'session.fork', from: ref, at, ...more }
  const answer = await host.host.hub.command(ann, fork, 'fork', body)
  if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`)
}

/** The durable view of the fork, once no run of it is open. */
async function settledFork({ host }: TestHost) {
  const settled = Promise.withResolvers<void>()
  const look = async () => {
    const view = await host.hub.reads.view(ann, fork, null)
    if (view.lastOutcome !== null && Object.keys(view.open.runs).length === 0) settled.resolve()
  }
  const stop = host.hub.onCommit(({ key }) => void (key.id === fork.id && look()))
  await look()
  await settled.promise
  stop()
  return host.hub.reads.view(ann, fork, null)
}

const said = (view: Awaited<ReturnType<typeof settledFork>>) =>
  view.settled
    .flat()
    .flatMap(entry => (entry.kind === 'message' ? entry.parts : []))
    .flatMap(part => (typeof part !== 'string' && part.kind === 'text' ? part.text : []))
    .at(-1)

async function offsetAfter(host: TestHost, test: (event: Event) => boolean): Promise<string> {
  return (await host.log()).findLast(({ event }) => test(event as Event))?.offset ?? ''
}

test('[S14] A fork goes on where it was cut: tools that have ended are answered from the log and not run again', async () => {
  const host = await start()
  await host.send('Go.')
  await host.settled()
  const at = await offsetAfter(host, event => event.type === 'step.settled' && event.finish === undefined)
  await forkAt(host, at, { goOn: true })
  const view = await settledFork(host)
  expect(said(view)).toBe('old and written')
  expect(view.lastOutcome).toBe('completed')
  expect(host.ran).toEqual(['read', 'write'])
  expect(host.problems).toEqual([])
})

test('[S14] With another output and another model, that is what the model is given and which one is asked', async () => {
  const host = await start()
  await host.send('Go.')
  await host.settled()
  const [call] = (await host.events('tool.called')).map(event => event.call)
  const at = await offsetAfter(host, event => event.type === 'step.settled' && event.finish === undefined)
  await forkAt(host, at, {
    call: { call: call ?? '', output: { json: 'new' } },
    model: 'faux/other',
    goOn: true,
  })
  expect(said(await settledFork(host))).toBe('new and written')
  expect(host.ran).toEqual(['read', 'write'])
  expect(host.wanted).toEqual([null, null, 'faux/other'])
})

test('[S14] A call that had not ended has no result in the fork, and the model is told why', async () => {
  const hold = createHold()
  const host = await start({}, () => hold.wait())
  await host.send('Go.')
  await host.until(view =>
    Object.values(view.open.parts).some(
      part => part.kind === 'tool-call' && part.status === 'running' && part.tool === 'read',
    ),
  )
  await forkAt(host, (await host.log()).at(-1)?.offset ?? '', { goOn: true })
  expect(said(await settledFork(host))).toContain('copied before this call ended')
  expect(host.ran.filter(tool => tool === 'read')).toEqual(['read'])
  hold.release()
  expect((await host.settled()).lastOutcome).toBe('completed')
})

test('[S14] An edited message is answered in the fork, which knows nothing of what came of the old one', async () => {
  const host = await start()
  await host.send('Go.')
  await host.settled()
  const [asked] = (await host.events('message.added')).map(event => event.message)
  const parts = [{ kind: 'text' as const, text: 'Stay.' }]
  await forkAt(host, (await host.log()).at(-1)?.offset ?? '', { message: { message: asked ?? '', parts } })
  expect(said(await settledFork(host))).toBe('old and written')
  expect(host.ran).toEqual(['read', 'write', 'read', 'write'])
  const request = host.given[2]
  expect(request?.turns.map(turn => (turn.role === 'user' ? turn.text : turn.role))).toEqual(['Stay.'])
})

test('[S14][R12] What was used before the cut counts for the fork; the time between does not', async () => {
  const host = await start()
  await host.send('Go.')
  await host.settled()
  const at = await offsetAfter(host, event => event.type === 'step.settled' && event.finish === undefined)
  host.clock.advance(60 * 60 * 1000)
  await forkAt(host, at, { goOn: true })
  await settledFork(host)
  const usage = await host.host.usage({ tenant: 'acme', ...fork })
  expect(usage.runs.map(({ outcome }) => outcome)).toEqual(['cut', 'completed'])
  expect(usage.modelCalls).toBe(2)
  expect(usage.workedMs).toBeLessThan(1000)
})
