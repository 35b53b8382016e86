import { createLog } from '@sluice/client'
import { emptyView, type View } from '@sluice/fold'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { apply } from '../../src/flue/apply.ts'
import { hydrate } from '../../src/flue/later.ts'
import type { FlueOptions } from '../../src/flue/request.ts'
import { captured, chunks } from './support/createFlueServer.ts'
import { type FluePage, openFlue, ref } from './support/openFlue.ts'

let opened: FluePage
afterEach(() => opened.end())
const begin = (more?: Partial<FlueOptions>, said?: number) => {
  opened = openFlue(more, said)
  return opened
}

const textsOf = (view: View): string[] =>
  view.settled
    .flat()
    .flatMap(entry => (entry.kind === 'message' ? entry.parts : []))
    .flatMap(part => (typeof part !== 'string' && part.kind === 'text' ? [part.text] : []))

const wanted = captured.history.messages
  .filter(({ role }) => role !== 'system')
  .flatMap(({ parts }) => parts.flatMap(({ type, text }) => (type === 'text' ? [text ?? ''] : [])))

const said: { event: object; offset: string }[] = []
let told = emptyView
for (const chunk of chunks) {
  const { incarnation } = captured.history
  const context = { agent: 'helper', incarnation, now: 0, hydrate, commandOf: () => undefined }
  const applied = apply(told, chunk, context)
  told = applied.view
  said.push(...applied.envelopes.map(({ event, offset }) => ({ event, offset })))
}

const receipt = (submissionId: string) => ({ submissionId, offset: '-1', uid: 'inst_1', streamUrl: '' })

describe('a Flue server as a backend', () => {
  test('[C7] a new page takes the history once and follows it from there', async () => {
    const { server, store, until } = begin()
    await until(() => store.getStatus().phase === 'live')
    expect(textsOf(store.getView())).toEqual(wanted)
    expect(server.requests).toEqual([
      'GET ?view=history',
      `GET ?view=updates&offset=${captured.history.offset}&live=sse`,
    ])
    expect(store.getView().faults.count).toBe(0)
  })

  test('[C7][W1] streams that are cut anywhere lose nothing, repeat nothing and never begin anew', async () => {
    await fc.assert(
      fc
        .asyncProperty(fc.array(fc.integer({ min: 0, max: 9000 }), { maxLength: 12 }), async cuts => {
          const { server, client, until } = begin()
          server.cuts.push(...cuts)
          const log = createLog({ ...client, ref })
          const leave = log.subscribe(() => {})
          await until(() => log.getSnapshot().phase === 'live')
          expect(log.getSnapshot().envelopes.map(({ event, offset }) => ({ event, offset }))).toEqual(said)
          const begun = server.requests.filter(request => request.includes('offset=-1&'))
          // A stream that was cut in its first piece, which has 4,137 letters, has told nothing to go on from.
          expect(begun.length).toBeLessThanOrEqual(1 + cuts.filter(length => length <= 4137).length)
          leave()
        })
        .afterEach(() => opened.end()),
      // Cut beside a stream that goes on: what that one still says is not answered.
      { numRuns: 15, examples: [[[6257, 0, 0]], [[4000]], [[4137]], [[4138]]] },
    )
  })

  test('[C7] a conversation that is not there is looked for six times and when the page wakes, not for ever', async () => {
    const { server, store, until, clock, environment } = begin({}, 0)
    await until(() => store.getStatus().phase === 'live')
    expect(store.getView().offset).toBeNull()
    for (let minute = 0; minute < 30; minute++) {
      clock.advance(60_000)
      await new Promise(resolve => setImmediate(resolve))
    }
    expect(server.requests.length).toBeLessThanOrEqual(8)
    server.exists = true
    server.sayUntil(chunks.length)
    environment.wake()
    await until(() => textsOf(store.getView()).length === wanted.length)
  })

  test('[C7] a stream of another generation is a snapshot', async () => {
    const { server, store, until, environment } = begin()
    await until(() => store.getStatus().phase === 'live')
    const { offset } = store.getView()
    server.incarnation = 'inc_another'
    environment.wake()
    await until(() => store.getView().offset !== offset)
    expect(server.requests.filter(request => request.includes('history'))).toHaveLength(2)
    expect(textsOf(store.getView())).toEqual(wanted)
  })

  test('[C7][F3] a chunk that cannot be read brings the whole conversation instead, whatever it is', async () => {
    const bent = fc.tuple(fc.constantFrom(...chunks), fc.nat(9), fc.anything()).map(([chunk, at, value]) => {
      const fields = Object.keys(chunk).filter(field => field !== 'type' && field !== 'position')
      return { ...chunk, [fields[at % fields.length] ?? 'extra']: value, position: { batch: 9999, index: 0 } }
    })
    await fc.assert(
      fc
        .asyncProperty(bent, async oddity => {
          const { server, store, until, environment } = begin()
          await until(() => store.getStatus().phase === 'live')
          server.oddity = oddity
          environment.wake()
          await until(() => server.oddity === undefined && store.getStatus().phase === 'live')
          expect(store.getView().faults.count).toBeLessThanOrEqual(1)
        })
        .afterEach(() => opened.end()),
      { numRuns: 40 },
    )
  })

  test('[C7] where streams are held back on the way, updates are polled for', async () => {
    const { server, store, until } = begin()
    server.streams = false
    await until(() => server.requests.some(request => request.includes('long-poll')), 5000)
    await until(() => store.getStatus().phase === 'live')
    expect(textsOf(store.getView())).toEqual(wanted)
  })

  test('[C3][C7] a send whose answer is lost is sent again under the same key and leaves the outbox with its message', async () => {
    const { server, store, until } = begin({}, 0)
    await until(() => store.getStatus().phase === 'live')
    const sent = store.send({ type: 'message.send', parts: [{ kind: 'text', text: 'think about it' }] })
    await until(() => server.posts.length === 1)
    server.receipts.push(
      receipt(
        chunks.flatMap(chunk => (chunk.type === 'submission-settled' ? chunk.submissionId : []))[0] ?? '',
      ),
    )
    await until(() => server.posts.length === 2)
    expect(server.posts[1]).toEqual(server.posts[0])
    expect(server.posts[0]).toEqual({ kind: 'user', body: 'think about it', idempotencyKey: sent.commandId })
    expect(store.outbox().getSnapshot()).toMatchObject([{ commandId: sent.commandId }])
    server.exists = true
    server.sayUntil(chunks.length)
    await until(() => store.outbox().getSnapshot().length === 0)
    const shown = said.find(({ event }) => 'type' in event && event.type === 'message.added')?.offset ?? ''
    expect([shown <= (await sent.accepted), (await sent.accepted) <= (store.getView().offset ?? '')]).toEqual(
      [true, true],
    )
  })

  test('[C3][C7] a message that was dropped with a stop stays with its words, and is sent again under another key', async () => {
    const { server, store, until } = begin()
    const said = new Set(
      captured.history.messages.flatMap(({ role, submissionId }) => (role === 'user' ? submissionId : [])),
    )
    const dropped = captured.history.settlements.find(
      ({ submissionId, outcome }) => outcome !== 'completed' && !said.has(submissionId),
    )
    expect(dropped?.outcome).toBe('aborted')
    await until(() => store.getStatus().phase === 'live')
    server.receipts.push(receipt(dropped?.submissionId ?? ''))
    const { commandId } = store.send({ type: 'message.send', parts: [{ kind: 'text', text: 'say dropped' }] })
    await until(() => store.outbox().getSnapshot()[0]?.status === 'refused')
    expect(store.outbox().getSnapshot()).toMatchObject([
      { command: { parts: [{ text: 'say dropped' }] }, error: { code: 'not-open' } },
    ])
    store.retry(commandId)
    await until(() => server.posts.length >= 2)
    expect(server.posts[1]).toMatchObject({ idempotencyKey: `${commandId}.1` })
  })

  test('[C7] what Flue has nothing for is refused, and not in its capabilities', async () => {
    const { store, until, client } = begin()
    await until(() => store.getStatus().phase === 'live')
    expect(client.capabilities).toEqual({
      resumes: true,
      exactlyOnce: true,
      approvals: false,
      statePatches: false,
      queue: false,
      uploads: 'image/*',
      directory: false,
    })
    store.send({ type: 'session.rename', title: 'Another' })
    await until(() => store.outbox().getSnapshot()[0]?.status === 'refused')
    expect(store.outbox().getSnapshot()[0]?.error?.code).toBe('bad-command')
  })

  test('[C2] a broken connection says so and nothing of the agent', async () => {
    const { store, until, client } = begin({}, 0)
    await until(() => client.connection.getSnapshot().status === 'online')
    store.send({ type: 'message.send', parts: [{ kind: 'text', text: 'hello' }] })
    await until(() => client.connection.getSnapshot().status === 'reconnecting')
    expect(client.connection.getSnapshot().error?.code).toBe('offline')
    expect(store.run().getSnapshot()).toBeNull()
  })

  test('[W2] after an outage the next attempt comes within a quarter of its length', async () => {
    let isDown = false
    let cut = (): void => {}
    const { client, clock, server, store, until } = begin({
      async fetch(address, init) {
        if (isDown) throw new TypeError('down')
        const response = await server.fetch(address, init)
        if (!response.body || !`${address}`.endsWith('live=sse')) return response
        const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({
          start(controller) {
            cut = () => controller.error(new TypeError('cut'))
          },
        })
        response.body.pipeTo(writable).catch(() => {})
        return new Response(readable, response)
      },
    })
    await until(() => store.getStatus().phase === 'live')
    for (const outageMs of [400, 700, 1200, 2000, 3000, 5000, 8000, 14_000, 30_000]) {
      isDown = true
      cut()
      await until(() => client.connection.getSnapshot().status === 'reconnecting')
      const { since } = client.connection.getSnapshot()
      await until(() => clock.now() >= since + outageMs, 4000)
      isDown = false
      await until(() => client.connection.getSnapshot().status === 'online')
      expect(clock.now() - since - outageMs).toBeLessThan(300 + outageMs / 4)
    }
  })

  test('[S6] a token goes into the header and is got again when it was refused', async () => {
    const tokens = ['old', 'new']
    const seen: (string | null)[] = []
    const { store, until } = begin({
      token: () => tokens.shift() ?? 'new',
      fetch: async (_, init) => {
        const header = new Headers(init?.headers).get('authorization')
        seen.push(header)
        return header === 'Bearer new'
          ? Response.json({ error: { type: 'stream_not_found' } }, { status: 404 })
          : Response.json({ error: { type: 'unauthorized' } }, { status: 401 })
      },
    })
    await until(() => store.getStatus().phase === 'live')
    expect(seen).toEqual(['Bearer old', 'Bearer new'])
  })

  test('[W3] a server that forbids is said with its reason and not asked again', async () => {
    let asked = 0
    const { store, until } = begin({
      fetch: async () => {
        asked += 1
        return Response.json({ error: { type: 'no', message: 'Not yours.' } }, { status: 403 })
      },
    })
    await until(() => store.getStatus().phase === 'closed')
    expect(store.getStatus().error).toEqual({ code: 'forbidden', message: 'Not yours.' })
    expect(asked).toBe(1)
  })
})
