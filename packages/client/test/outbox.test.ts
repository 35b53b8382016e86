import { createMemoryOutbox, type OutboxStorage } from '@sluice/client'
import type { Command, Event } from '@sluice/protocol'
import { createLog } from '@sluice/testkit'
import { expect, test } from 'vitest'
import { createPage, ref, turn } from './support/createPage.ts'

const say = (text: string): Command => ({ type: 'message.send', parts: [{ kind: 'text', text }] })
const rename = (title: string): Command => ({ type: 'session.rename', title })
const created: Event = { type: 'session.created', agent: 'triage', owner: 'ann' }

function open(page: ReturnType<typeof createPage>) {
  const session = page.client.session(ref)
  session.subscribe(() => {})
  page.clock.advance(100)
  return session
}

const statuses = (session: ReturnType<typeof open>) =>
  session
    .outbox()
    .getSnapshot()
    .map(({ status }) => status)

/** The texts of the messages of the log, in their order. */
const said = (page: ReturnType<typeof createPage>) =>
  page.server.log(ref).envelopes.flatMap(({ event }) => {
    const { type, parts } = event as Event<'message.added'>
    const isSaid = type === 'message.added' || (type as string) === 'message.queued'
    return isSaid ? (parts ?? []).map(part => (part.kind === 'text' ? part.text : '')) : []
  })

test('[C3] a command is told of at once and leaves in the commit that shows its effect', async () => {
  const page = createPage({ latencyMs: 40 })
  page.server.append(ref, created)
  const session = open(page)
  page.clock.advance(1_000)
  const commits: (readonly [string[], number])[] = []
  session.outbox().subscribe(() => commits.push([statuses(session), session.line().getSnapshot().length]))
  const { accepted, commandId } = session.send(say('Hello'))
  expect(session.outbox().getSnapshot()).toMatchObject([{ commandId, status: 'sent', error: null }])
  page.clock.advance(1_000)
  expect(commits).toEqual([
    [['sent'], 0],
    [['accepted'], 0],
    [[], 1],
  ])
  expect(await accepted).toBe(page.server.log(ref).envelopes[1]?.offset)
  expect(page.server.received('command')).toHaveLength(1)
})

test('[C3] a command that had its effect before it came leaves when it is accepted', () => {
  const page = createPage({ latencyMs: 20 })
  page.server.append(ref, created)
  const session = open(page)
  page.clock.advance(1_000)
  session.send({ type: 'run.stop', run: 'settled-long-ago' })
  expect(statuses(session)).toEqual(['sent'])
  page.clock.advance(60)
  expect(statuses(session)).toEqual([])
})

test('[C3] a message sent while the server is down arrives once when it is back', () => {
  const page = createPage()
  const session = open(page)
  page.server.goDown()
  page.clock.advance(30_000)
  session.send(say('Hello'))
  expect(statuses(session)).toEqual(['waiting'])
  page.clock.advance(600_000)
  expect(statuses(session)).toEqual(['waiting'])
  page.server.comeUp()
  page.clock.advance(20_000)
  expect([said(page), statuses(session)]).toEqual([['Hello'], []])
})

test('[C3] a command whose answer was lost is sent again and has one effect', () => {
  const page = createPage({ latencyMs: 20 })
  const session = open(page)
  page.server.swallowAnswers(1)
  session.send(say('Hello'))
  page.clock.advance(30)
  page.server.sockets()[0]?.cut()
  page.clock.advance(2_000)
  expect(said(page)).toEqual(['Hello'])
  expect(statuses(session)).toEqual([])
})

test('[C3] an envelope that names the command is enough, and the same id of somebody else is not', () => {
  const page = createPage()
  page.server.append(ref, created)
  const session = open(page)
  page.server.swallowAnswers(99)
  const { commandId } = session.send(rename('mine'))
  page.clock.advance(5)
  page.clock.advance(100)
  expect(statuses(session)).toEqual([])
  page.server.sockets()[0]?.freeze()
  const other = session.send(rename('other'))
  expect(other.commandId).not.toBe(commandId)
  page.server
    .log(ref)
    .command(rename('stolen'), { commandId: other.commandId, actor: { kind: 'person', id: 'eve' } })
  page.server.publish(ref)
  page.clock.advance(100)
  expect(statuses(session)).toEqual(['sent'])
})

test.each([
  ['in bytes', 'x'.repeat(1_100_000)],
  ['in characters of three bytes', '話'.repeat(400_000)],
])(
  '[C3][W3] a message that is larger %s than a connection takes is refused by the page, and what comes after it goes on',
  (_, text) => {
    const page = createPage()
    const session = open(page)
    session.send(say(text)).accepted.catch(() => undefined)
    session.send(say('Hello'))
    page.clock.advance(1_000)
    expect(session.outbox().getSnapshot()).toMatchObject([
      { status: 'refused', error: { code: 'frame-too-large' } },
    ])
    expect(said(page)).toEqual(['Hello'])
  },
)

test('[C3] a message that a snapshot shows leaves the outbox with it', () => {
  const page = createPage({ replayLimit: 0, latencyMs: 20 })
  const session = open(page)
  page.server.swallowAnswers(99)
  session.send(say('Hello'))
  page.clock.advance(30)
  page.server.sockets()[0]?.cut()
  let worst = 0
  session.subscribe(() => {
    const waiting = session.outbox().getSnapshot().length
    worst = Math.max(worst, waiting + session.line().getSnapshot().length)
  })
  page.clock.advance(2_000)
  expect([said(page), statuses(session), worst]).toEqual([['Hello'], [], 1])
})

test('[C3] messages go one after the other, other commands do not wait for them', () => {
  const page = createPage({ latencyMs: 10 })
  page.server.append(ref, created)
  const session = open(page)
  page.server.refuseCommands('storage-failed')
  session.send(say('one'))
  session.send(say('two'))
  session.send(rename('not late'))
  expect(statuses(session)).toEqual(['sent', 'waiting', 'sent'])
  page.clock.advance(5_000)
  expect(said(page)).toEqual(['one', 'two'])
  expect(page.server.log(ref).view.session?.title).toBe('not late')
  expect(page.server.log(ref).envelopes[1]?.event.type).toBe('session.titled')
})

test('[C3] what the server cannot take now is sent again later, and says why meanwhile', () => {
  const page = createPage()
  page.server.append(ref, created)
  const session = open(page)
  page.server.refuseCommands('storage-failed', 'rate-limited')
  session.send(say('Hello'))
  page.clock.advance(1)
  expect(session.outbox().getSnapshot()).toMatchObject([
    { status: 'waiting', error: { code: 'storage-failed' } },
  ])
  page.clock.advance(5_000)
  expect([said(page), page.server.received('command').length]).toEqual([['Hello'], 3])
})

test('[C3] a refused command stays until it is sent again or discarded, whatever is sent after it', async () => {
  const page = createPage()
  page.server.append(ref, created)
  const session = open(page)
  page.server.refuseCommands('forbidden', 'forbidden')
  const first = session.send(say('one'))
  const second = session.send(say('two'))
  page.clock.advance(100)
  session.send(say('three'))
  page.clock.advance(100)
  expect(session.outbox().getSnapshot()).toMatchObject([
    { status: 'refused', error: { code: 'forbidden' } },
    { status: 'refused' },
  ])
  await expect(first.accepted).rejects.toMatchObject({ name: 'ClientError', code: 'forbidden' })
  session.retry(first.commandId)
  session.discard(second.commandId)
  page.clock.advance(100)
  expect([said(page), statuses(session)]).toEqual([['three', 'one'], []])
  expect(
    page.server
      .received('command')
      .map(({ commandId }) => commandId)
      .filter(id => id === first.commandId),
  ).toHaveLength(2)
})

test('[C3] what is discarded before it is sent is never sent', async () => {
  const page = createPage()
  const session = open(page)
  page.server.goDown()
  page.clock.advance(100)
  const { commandId, accepted } = session.send(say('never mind'))
  session.discard(commandId)
  page.server.comeUp()
  page.clock.advance(5_000)
  await expect(accepted).rejects.toMatchObject({ code: 'discarded' })
  expect(said(page)).toEqual([])
})

test('[C3] an answer that waited for two minutes is offered again instead of sent', () => {
  const page = createPage()
  page.server.append(ref, created)
  const session = open(page)
  page.server.goDown()
  page.clock.advance(100)
  const old = session.send(rename('old'))
  page.clock.advance(110_000)
  session.send(rename('young'))
  page.clock.advance(11_000)
  page.server.comeUp()
  page.clock.advance(20_000)
  expect(session.outbox().getSnapshot()).toMatchObject([{ commandId: old.commandId, status: 'expired' }])
  expect(page.server.log(ref).view.session?.title).toBe('young')
  session.retry(old.commandId)
  page.clock.advance(100)
  expect(page.server.log(ref).view.session?.title).toBe('old')
})

test('[C3] commands that are sent without a subscription hold one until their effect was seen', () => {
  const page = createPage()
  page.client.session(ref).send(say('Hello'))
  page.clock.advance(1_000)
  expect(said(page)).toEqual(['Hello'])
  page.clock.advance(6_000)
  expect([page.server.sockets().length, page.clock.pending()]).toEqual([0, 0])
})

test('[C3] what waits survives the page', async () => {
  const outbox = createMemoryOutbox()
  const page = createPage({ outbox })
  const session = open(page)
  await turn()
  page.server.goDown()
  page.clock.advance(100)
  session.send(say('one'))
  session.send(say('two'))
  page.client.close()
  page.server.comeUp()
  const { client } = page.another(2, { outbox })
  client.session(ref).subscribe(() => {})
  for (let count = 0; count < 4; count += 1) {
    await turn()
    page.clock.advance(1_000)
  }
  await turn()
  expect(said(page)).toEqual(['one', 'two'])
  expect(await outbox.load(ref)).toEqual([])
})

test('[C3] what was refused is refused on the next page too, and is sent when a person says so, on whichever page', async () => {
  const outbox = createMemoryOutbox()
  const page = createPage({ outbox })
  page.server.append(ref, created)
  const session = open(page)
  await turn()
  page.clock.advance(100)
  page.server.refuseCommands('forbidden')
  const { commandId } = session.send(say('one'))
  page.clock.advance(100)
  await turn()
  page.client.close()
  const openNext = async (seed: number) => {
    const { client } = page.another(seed, { outbox })
    const next = client.session(ref)
    next.subscribe(() => {})
    for (let count = 0; count < 4; count += 1) {
      await turn()
      page.clock.advance(1_000)
    }
    await turn()
    return { client, next }
  }
  const second = await openNext(2)
  expect(second.next.outbox().getSnapshot()).toMatchObject([
    { commandId, status: 'refused', error: { code: 'forbidden' } },
  ])
  expect(page.server.received('command')).toHaveLength(1)
  page.server.goDown()
  page.clock.advance(100)
  second.next.retry(commandId)
  await turn()
  second.client.close()
  page.server.comeUp()
  const third = await openNext(3)
  expect([said(page), statuses(third.next), await outbox.load(ref)]).toEqual([['one'], [], []])
})

test('[C3] what was not sent is kept as sent before it is, so that no other page changes what may have arrived', async () => {
  const kept = createMemoryOutbox()
  const written: PromiseWithResolvers<void>[] = []
  const outbox: OutboxStorage = {
    ...kept,
    put: async (session, stored) => {
      const turn = Promise.withResolvers<void>()
      written.push(turn)
      await turn.promise
      await kept.put(session, stored)
    },
  }
  const page = createPage({ outbox })
  const session = open(page)
  await turn()
  page.server.goDown()
  page.clock.advance(100)
  session.send(say('one'))
  page.server.comeUp()
  page.clock.advance(1_000)
  written[0]?.resolve()
  await turn()
  page.clock.advance(100)
  expect(page.server.received('command')).toEqual([])
  written[1]?.resolve()
  await turn()
  page.clock.advance(100)
  expect([said(page), written.length]).toEqual([['one'], 2])
})

test('[C3] what is sent at once is kept as sent with one write', async () => {
  const outbox = createMemoryOutbox()
  const page = createPage({ outbox })
  page.server.swallowAnswers(1)
  const session = open(page)
  await turn()
  const { commandId } = session.send(say('one'))
  expect(await outbox.load(ref)).toMatchObject([{ commandId, wasSent: true }])
})

test.each([
  ['shorter', 0],
  ['longer', 20],
])('[C3] what was accepted in a history that is no more is asked for again in a %s one', (_, more) => {
  const page = createPage({ latencyMs: 20 })
  page.server.append(
    ref,
    created,
    ...Array.from({ length: 5 }, (): Event => ({ type: 'session.titled', title: 'x' })),
  )
  const session = open(page)
  const { commandId } = session.send(rename('again'))
  page.server.sockets()[0]?.push({ type: 'accepted', commandId, offset: '0000000000000007_aaaaaaaa' })
  page.clock.advance(21)
  expect(statuses(session)).toEqual(['accepted'])
  page.server.sockets()[0]?.cut()
  const restored = createLog({ mark: 'bbbbbbbb' })
  restored.append(
    created,
    ...Array.from({ length: more }, (): Event => ({ type: 'session.titled', title: 'y' })),
  )
  page.server.restore(ref, restored)
  page.server.forgetCommands()
  page.clock.advance(2_000)
  expect([restored.view.session?.title, statuses(session)]).toEqual(['again', []])
})

test('[C3] what was accepted by frames that were taken after their connection was lost is asked for again in another history', () => {
  const page = createPage()
  page.server.append(ref, created)
  const session = open(page)
  page.server.swallowAnswers(1)
  session.send(rename('again'))
  page.clock.advance(1)
  // What it did has arrived, and is taken with the next frame.
  page.server.sockets()[0]?.cut()
  page.clock.advance(20)
  const restored = createLog({ mark: 'bbbbbbbb' })
  restored.append(created)
  page.server.restore(ref, restored)
  page.server.forgetCommands()
  page.clock.advance(2_000)
  expect([restored.view.session?.title, statuses(session)]).toEqual(['again', []])
})

test('[C3] a message that was taken but not shown before two drops leaves with the commit that shows it', () => {
  const page = createPage()
  page.server.append(ref, created)
  const session = open(page)
  page.server.swallowAnswers(99)
  session.send(say('Hello'))
  page.clock.advance(1)
  // What it did has arrived, and is taken with the next frame.
  page.server.sockets()[0]?.cut()
  while (page.server.received('subscribe').length < 2) page.clock.advance(1)
  page.server.sockets()[0]?.cut()
  while (session.line().getSnapshot().length === 0) page.clock.advance(1)
  expect([said(page), statuses(session)]).toEqual([['Hello'], []])
})

test('[C8] the state is drawn with the patches that wait, in order, and without those that were refused', () => {
  const page = createPage({
    latencyMs: 20,
    rules: { clientsPatchState: true, initialState: { a: 1, list: [] } },
  })
  page.server.log(ref).command({ type: 'session.create' })
  const session = open(page)
  page.clock.advance(1_000)
  const base = session.getView().offset
  const patch = (path: string, value: number): Command => ({
    type: 'state.patch',
    base,
    patch: [{ op: 'add', path, value }],
  })
  page.server.refuseCommands('state-refused')
  session.send(patch('/a', 2))
  session.send(patch('/list/-', 1))
  session.send(patch('/list/-', 2))
  expect(session.state().getSnapshot()).toEqual({ a: 2, list: [1, 2] })
  expect(session.getView().state).toEqual({ a: 1, list: [] })
  const seen: unknown[] = []
  session.state().subscribe(() => seen.push(session.state().getSnapshot()))
  page.clock.advance(1_000)
  expect(seen.at(-1)).toEqual({ a: 1, list: [1, 2] })
  expect(session.getView().state).toEqual({ a: 1, list: [1, 2] })
  for (const state of seen) expect(state).toMatchObject({ list: [1, 2] })
})

test('[C8] the state is laid again on what others change', () => {
  const page = createPage({ latencyMs: 20, rules: { clientsPatchState: true, initialState: {} } })
  page.server.log(ref).command({ type: 'session.create' })
  const session = open(page)
  page.clock.advance(1_000)
  page.server.append(ref, { type: 'state.patched', patch: [{ op: 'add', path: '/theirs', value: 1 }] })
  session.send({
    type: 'state.patch',
    base: session.getView().offset,
    patch: [{ op: 'add', path: '/mine', value: 2 }],
  })
  page.clock.advance(37)
  expect([session.getView().state, session.state().getSnapshot()]).toEqual([
    { theirs: 1 },
    { theirs: 1, mine: 2 },
  ])
  page.clock.advance(1_000)
  expect(session.getView().state).toEqual({ theirs: 1, mine: 2 })
})
