import type { View } from '@sluice/fold'
import { type Command, EVENT_REVISION, type ServerFrame, VIEW_REVISION } from '@sluice/protocol'
import { defineTool, type Script } from '@sluice/runtime'
import { createMemoryStore } from '@sluice/server'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { createCuttableStore } from '../support/createCuttableStore.ts'
import {
  createTestHost,
  helper,
  ref,
  type TestHost,
  type TestHostOptions,
} from '../support/createTestHost.ts'

const locate = defineTool({
  name: 'locate',
  description: 'Finds out where the person is.',
  parameters: v.object({ exact: v.boolean() }),
  client: true,
  result: v.object({ place: v.string() }),
  timeoutMs: 60_000,
})

async function startLocating(options: TestHostOptions = {}) {
  const told: string[] = []
  const script: Script = turns => {
    const last = turns.at(-1)
    if (last?.role !== 'tool') return [{ tool: 'locate', arguments: { exact: true } }]
    told.push(last.text)
    return [{ text: 'Done.' }]
  }
  const host = await createTestHost({ agents: [helper({ tools: [locate] })], script, ...options })
  return { ...host, told }
}

let pages = 0

/** A page with a socket of its own. */
async function openPage({ host }: Pick<TestHost, 'host'>) {
  const page = ++pages
  const waiting = new Map<string, (frame: ServerFrame) => void>()
  const welcome = Promise.withResolvers<void>()
  const connection = host.hub.connect(
    {
      send: frames => {
        for (const { text } of frames) {
          const frame = JSON.parse(text) as ServerFrame
          if (frame.type === 'welcome') welcome.resolve()
          if (frame.type === 'accepted' || frame.type === 'refused')
            waiting.get(frame.commandId ?? '')?.(frame)
        }
      },
      bufferedBytes: () => 0,
      close: () => undefined,
    },
    { headers: {}, address: null, token: null },
  )
  const say = (frame: object) => connection.onMessage(JSON.stringify(frame))
  say({ type: 'hello', eventRevision: EVENT_REVISION, viewRevision: VIEW_REVISION, token: 'ann' })
  await welcome.promise
  let commands = 0
  return {
    leave: () => connection.onClose(),
    /** Sends a command; resolves with its id, or the code with which it was refused. */
    send: (command: Command, commandId = `page${page}-${++commands}`) =>
      new Promise<string>(resolve => {
        waiting.set(commandId, frame => resolve(frame.type === 'refused' ? frame.code : commandId))
        say({ type: 'command', commandId, session: ref, command })
      }),
  }
}

const offeredIn = (view: View) =>
  Object.values(view.open.parts).find(
    part => part.kind === 'tool-call' && part.status === 'ready' && part.claim !== null,
  )?.id ?? null

async function offered({ until }: Pick<TestHost, 'until'>): Promise<string> {
  return offeredIn(await until(view => offeredIn(view) !== null)) ?? ''
}

const place = { json: { place: 'home' } }

describe('a tool that a page does', () => {
  test('[R17] is offered, claimed by one page, and settled by its answer, however often that comes', async () => {
    const host = await startLocating()
    const [one, two] = [await openPage(host), await openPage(host)]
    await host.send('Where am I?')
    const call = await offered(host)
    const claims = await Promise.all([
      one.send({ type: 'tool.claim', call }),
      two.send({ type: 'tool.claim', call }),
    ])
    expect(claims.filter(claim => claim === 'not-open')).toHaveLength(1)
    const [claim = '', page] = claims[0] === 'not-open' ? [claims[1], two] : [claims[0], one]
    const wrong: Command = { type: 'tool.answer', call, claim, output: { json: { place: 7 } } }
    expect(await page.send(wrong)).toBe('bad-command')
    const answer: Command = { type: 'tool.answer', call, claim, output: place }
    expect(await page.send(answer, 'the-answer')).toBe('the-answer')
    expect(await page.send(answer, 'the-answer')).toBe('the-answer')
    expect(await page.send(answer)).toBe('not-open')
    await host.settled()
    expect(host.told).toEqual(['{"place":"home"}'])
    expect(await host.events('tool.settled')).toHaveLength(1)
    expect(host.problems).toEqual([])
  })

  test('[R17] is offered again a while after its page has gone, and not before', async () => {
    const host = await startLocating()
    const [one, two] = [await openPage(host), await openPage(host)]
    await host.send('Where am I?')
    const call = await offered(host)
    const claim = await one.send({ type: 'tool.claim', call })
    await host.until(view => view.open.parts[call]?.kind === 'tool-call' && offeredIn(view) === null)
    one.leave()
    host.clock.advance(4_999)
    expect(await two.send({ type: 'tool.claim', call })).toBe('not-open')
    host.clock.advance(1)
    expect(await offered(host)).toBe(call)
    const second = await two.send({ type: 'tool.claim', call })
    const late: Command = { type: 'tool.answer', call, claim, output: place }
    expect(await (await openPage(host)).send(late)).toBe('not-open')
    await two.send({ type: 'tool.answer', call, claim: second, error: 'No permission.' })
    await host.settled()
    expect(host.told).toEqual(['No permission.'])
    expect(await host.events('tool.offered')).toMatchObject([
      {},
      { reason: 'The page that had claimed it is gone.' },
    ])
  })

  test('[R17] stays with a page that comes back and says so', async () => {
    const host = await startLocating()
    const one = await openPage(host)
    await host.send('Where am I?')
    const call = await offered(host)
    const claim = await one.send({ type: 'tool.claim', call })
    one.leave()
    host.clock.advance(4_000)
    const back = await openPage(host)
    await back.send({ type: 'tool.claim', call, claim })
    host.clock.advance(30_000)
    await back.send({ type: 'tool.answer', call, claim, output: place })
    await host.settled()
    expect(await host.events('tool.offered')).toHaveLength(1)
    expect(host.told).toEqual(['{"place":"home"}'])
  })

  test('[R17] may be let go, and is settled as failed when its page takes too long', async () => {
    const host = await startLocating()
    const one = await openPage(host)
    await host.send('Where am I?')
    const call = await offered(host)
    const first = await one.send({ type: 'tool.claim', call })
    await one.send({ type: 'tool.release', call, claim: first })
    expect(await offered(host)).toBe(call)
    await one.send({ type: 'tool.claim', call })
    await host.until(view => offeredIn(view) === null)
    host.clock.advance(60_000)
    await host.settled()
    expect(host.told[0]).toContain('did not finish locate within 60 s')
  })

  test('[R17][R3] is neither lost nor begun twice when the process dies', async () => {
    const store = createMemoryStore()
    const mortal = createCuttableStore(store)
    const first = await startLocating({ store: mortal.store })
    await first.send('Where am I?')
    const call = await offered(first)
    const page = await openPage(first)
    const claim = await page.send({ type: 'tool.claim', call })
    mortal.cut()
    const second = await startLocating({ store, clock: first.clock })
    const back = await openPage(second)
    await back.send({ type: 'tool.claim', call, claim })
    second.clock.advance(10_000)
    await back.send({ type: 'tool.answer', call, claim, output: place })
    await second.settled()
    expect(second.told).toEqual(['{"place":"home"}'])
    expect(await second.events('tool.started')).toHaveLength(1)
    expect(await second.events('run.recovered')).toEqual([])
  })

  test('[R17] over HTTP is claimed for a while at a time', async () => {
    const host = await startLocating()
    const { url } = await host.host.listen({ port: 0 })
    const post = async (commandId: string, command: Command) => {
      const body = JSON.stringify({ session: ref, commandId, command })
      return (
        await fetch(`${url}/v1/commands`, { method: 'POST', body, headers: { Authorization: 'Bearer x' } })
      ).status
    }
    await host.send('Where am I?')
    const call = await offered(host)
    expect(await post('h1', { type: 'tool.claim', call })).toBe(200)
    await host.until(view => offeredIn(view) === null)
    host.clock.advance(4_000)
    expect(await post('h2', { type: 'tool.claim', call, claim: 'h1' })).toBe(200)
    host.clock.advance(4_000)
    expect(await post('h3', { type: 'tool.answer', call, claim: 'h1', output: place })).toBe(200)
    await host.settled()
    expect(host.told).toEqual(['{"place":"home"}'])
    await host.host.close()
  })
})
