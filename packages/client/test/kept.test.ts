import type { KeptView, ViewStorage } from '@sluice/client'
import { createClient, createMemoryOutbox } from '@sluice/client'
import { emptyView, fold, type View } from '@sluice/fold'
import type { Command, Event } from '@sluice/protocol'
import { createFakeClock, createLog, createTestEnvironment } from '@sluice/testkit'
import { expect, test } from 'vitest'
import { createPage, ref, turn } from './support/createPage.ts'
import { createScriptedBackend } from './support/createScriptedBackend.ts'

const created: Event = { type: 'session.created', agent: 'triage', owner: 'ann' }
const titled = (title: string): Event => ({ type: 'session.titled', title })
const say = (text: string): Command => ({ type: 'message.send', parts: [{ kind: 'text', text }] })

/** Keeps views in memory, and tells what it was told. */
function createMemoryViews(kept: KeptView | null = null) {
  const saved: (View | null)[] = []
  const views: ViewStorage = {
    load: async () => kept,
    save: (_, view) => void saved.push(view),
  }
  return { views, saved }
}

/** What an earlier page kept of a log. */
const keptOf = (log: ReturnType<typeof createLog>): KeptView => ({
  view: fold(emptyView, log.envelopes),
  savedAt: 500,
})

test('[C10] a page that opens offline paints what was kept at once, and says since when it is stale', async () => {
  const log = createLog()
  log.append(created, titled('Bug'))
  const kept = keptOf(log)
  const page = createPage(createMemoryViews(kept))
  page.server.goDown()
  const session = page.client.session(ref)
  session.subscribe(() => {})
  await turn()
  page.clock.advance(20)
  expect(session.getView()).toBe(kept.view)
  expect(session.getStatus()).toEqual({ phase: 'connecting', writer: false, error: null, staleSince: 500 })
})

test('[C10] online it asks only for what came after, and is not stale any more', async () => {
  const page = createPage(createMemoryViews())
  page.server.append(ref, created, titled('Bug'))
  const kept = keptOf(page.server.log(ref))
  page.server.append(ref, titled('Fixed'))
  const { client } = page.another(2, createMemoryViews(kept))
  const session = client.session(ref)
  session.subscribe(() => {})
  await turn()
  page.clock.advance(100)
  expect(page.server.received('subscribe')).toMatchObject([{ from: kept.view.offset }])
  expect(session.getView().session?.title).toBe('Fixed')
  expect(session.getStatus().staleSince).toBe(null)
})

test('[C10] a history that is not the one that was kept takes its place', async () => {
  const log = createLog({ mark: 'bbbbbbbb' })
  log.append(created, titled('Before'), titled('Long before'))
  const page = createPage(createMemoryViews(keptOf(log)))
  page.server.append(ref, created, titled('After'))
  const session = page.client.session(ref)
  session.subscribe(() => {})
  await turn()
  page.clock.advance(100)
  expect(session.getView()).toEqual(page.server.log(ref).view)
})

test('[C10] looking for what was kept holds the subscription up, but not for long', async () => {
  const views: ViewStorage = { load: () => new Promise(() => {}), save() {} }
  const page = createPage({ views })
  page.server.append(ref, created, titled('Bug'))
  const session = page.client.session(ref)
  session.subscribe(() => {})
  page.clock.advance(900)
  expect(page.server.received('subscribe')).toHaveLength(0)
  page.clock.advance(200)
  expect(session.getView().session?.title).toBe('Bug')
})

test('[C10] what is found late is painted where nothing newer is there, and never put over it', async () => {
  const log = createLog()
  log.append(created, titled('Bug'))
  const kept = keptOf(log)
  const open = (isUp: boolean) => {
    const loading = Promise.withResolvers<KeptView | null>()
    const page = createPage({ views: { load: () => loading.promise, save() {} } })
    page.server.append(ref, created, titled('Fixed'), titled('Closed'))
    if (!isUp) page.server.goDown()
    const session = page.client.session(ref)
    session.subscribe(() => {})
    page.clock.advance(2_000)
    loading.resolve(kept)
    return { page, session }
  }
  const away = open(false)
  await turn()
  away.page.clock.advance(100)
  expect([away.session.getView(), away.session.getStatus().staleSince]).toEqual([kept.view, 500])
  away.page.server.comeUp()
  away.page.clock.advance(20_000)
  expect(away.session.getView()).toEqual(away.page.server.log(ref).view)
  const up = open(true)
  await turn()
  up.page.clock.advance(100)
  expect(up.session.getView().session?.title).toBe('Closed')
})

test('[C10] what is found late while the subscription is catching up is where it goes on', async () => {
  const log = createLog()
  log.append(created, titled('Bug'), titled('Fixed'))
  const loading = Promise.withResolvers<KeptView | null>()
  const page = createPage({ latencyMs: 100, views: { load: () => loading.promise, save() {} } })
  page.server.append(ref, created, titled('Bug'))
  const session = page.client.session(ref)
  const titles: (string | null | undefined)[] = []
  session.subscribe(() => titles.push(session.getView().session?.title))
  while (page.server.received('subscribe').length === 0) page.clock.advance(1)
  page.clock.advance(40)
  // Another page has seen and kept what is on its way to this one.
  page.server.append(ref, titled('Fixed'))
  loading.resolve(keptOf(log))
  await turn()
  page.clock.advance(2_000)
  expect(titles.filter(title => title === 'Bug')).toEqual([])
  expect(session.getView()).toEqual(page.server.log(ref).view)
  expect(page.server.received('subscribe').at(-1)).toMatchObject({ from: log.view.offset })
})

test('[C10] the newest view is kept while it is live, and nothing of a session that is gone or may not be read', async () => {
  const { views, saved } = createMemoryViews()
  const page = createPage({ views })
  page.server.append(ref, created, titled('Bug'))
  const session = page.client.session(ref)
  session.subscribe(() => {})
  await turn()
  page.clock.advance(100)
  expect(saved.at(-1)).toBe(session.getView())
  page.server.sockets()[0]?.push({ type: 'closed', channel: 1, reason: 'deleted' })
  page.clock.advance(100)
  expect(saved.at(-1)).toBe(null)
})

test.each(['not-found', 'forbidden', 'deleted'])(
  '[C10] what was kept of a session that is refused with %s is not shown any longer',
  async code => {
    const log = createLog()
    log.append(created, titled('Secret'))
    const { views, saved } = createMemoryViews(keptOf(log))
    const clock = createFakeClock()
    const environment = createTestEnvironment(clock)
    const { backend, answer } = createScriptedBackend(true)
    const session = createClient({ backend, environment, views }).session(ref)
    session.subscribe(() => {})
    await turn()
    expect(session.getView().session?.title).toBe('Secret')
    answer({ type: 'refused', channel: 1, code, message: 'No.' })
    clock.advance(100)
    expect([session.getStatus().phase, session.getView(), saved]).toEqual(['closed', emptyView, [null]])
  },
)

test('[C3 C10] a message whose effect is in what was kept is not shown to wait as well', async () => {
  const outbox = createMemoryOutbox()
  const page = createPage({ outbox })
  page.server.append(ref, created)
  const first = page.client.session(ref)
  first.subscribe(() => {})
  page.clock.advance(100)
  page.server.swallowAnswers(1)
  const { commandId } = first.send(say('Hello'))
  page.clock.advance(1)
  page.client.close()
  await turn()
  const kept = keptOf(page.server.log(ref))
  await outbox.put(ref, { commandId, command: say('Hello'), createdAt: page.clock.now() })
  page.server.goDown()
  const { client } = page.another(2, { outbox, ...createMemoryViews(kept) })
  const session = client.session(ref)
  const told: unknown[] = []
  session.subscribe(() => {
    told.push([session.getView().totals.messages, session.outbox().getSnapshot().length])
  })
  await turn()
  page.clock.advance(100)
  // Never both, not even for a moment.
  expect(told).not.toContainEqual([1, 1])
  expect(told.at(-1)).toEqual([1, 0])
  expect(await outbox.load(ref)).toEqual([])
})

test('[C3] what is accepted while a view of a history that is no more is shown leaves with the view that shows it', async () => {
  const log = createLog({ mark: 'bbbbbbbb' })
  log.append(created, titled('Before'), titled('Long before'))
  const page = createPage({ ...createMemoryViews(keptOf(log)), latencyMs: 20 })
  page.server.append(ref, created)
  page.server.goDown()
  const session = page.client.session(ref)
  session.subscribe(() => {})
  await turn()
  page.clock.advance(100)
  session.send({ type: 'session.rename', title: 'New' })
  const titles: (string | null | undefined)[] = []
  session.outbox().subscribe(() => {
    if (session.outbox().getSnapshot().length === 0) titles.push(session.getView().session?.title)
  })
  page.server.comeUp()
  page.clock.advance(20_000)
  expect(titles).toEqual(['New'])
})

test('[C3] what another page left waiting is sent by this one when that page has ended', async () => {
  const kept = createMemoryOutbox()
  const listeners = new Set<() => void>()
  const outbox = {
    ...kept,
    onOrphans: (listener: () => void) => void listeners.add(listener),
  }
  const page = createPage({ outbox })
  page.server.append(ref, created)
  page.client.session(ref).subscribe(() => {})
  await turn()
  page.clock.advance(100)
  await kept.put(ref, { commandId: 'left', command: say('Hello'), createdAt: page.clock.now() })
  for (const listener of listeners) listener()
  await turn()
  page.clock.advance(100)
  await turn()
  expect(page.server.received('command').map(frame => frame.commandId)).toEqual(['left'])
  expect(await kept.load(ref)).toEqual([])
})

test('[C3] what had its effect in a history that is no more is sent when the page that kept it has ended', async () => {
  const kept = createMemoryOutbox()
  const listeners = new Set<() => void>()
  const outbox = {
    ...kept,
    onOrphans: (listener: () => void) => void listeners.add(listener),
  }
  const page = createPage({ outbox })
  page.server.append(ref, created)
  const session = page.client.session(ref)
  session.subscribe(() => {})
  await turn()
  page.clock.advance(100)
  page.server.log(ref).command(say('Hello'), { commandId: 'left', actor: { kind: 'person', id: 'ann' } })
  page.server.publish(ref)
  page.clock.advance(100)
  expect(session.line().getSnapshot()).toHaveLength(1)
  const restored = createLog({ mark: 'bbbbbbbb' })
  restored.append(created)
  page.server.sockets()[0]?.cut()
  page.server.restore(ref, restored)
  page.server.forgetCommands()
  page.clock.advance(2_000)
  expect(session.line().getSnapshot()).toHaveLength(0)
  await kept.put(ref, {
    commandId: 'left',
    command: say('Hello'),
    createdAt: page.clock.now(),
    wasSent: true,
  })
  for (const listener of listeners) listener()
  await turn()
  page.clock.advance(100)
  await turn()
  expect(session.line().getSnapshot()).toHaveLength(1)
  expect(await kept.load(ref)).toEqual([])
})

test('[C3] a command can be changed as long as it was not sent, also by the next page', async () => {
  const outbox = createMemoryOutbox()
  const page = createPage({ outbox })
  page.server.goDown()
  const session = page.client.session(ref)
  session.subscribe(() => {})
  const { commandId } = session.send(say('Helo'))
  expect(session.edit(commandId, say('Hello'))).toBe(true)
  await turn()
  page.client.close()
  const { client } = page.another(2, { outbox })
  const next = client.session(ref)
  next.subscribe(() => {})
  await turn()
  expect(
    next
      .outbox()
      .getSnapshot()
      .map(({ command }) => command),
  ).toEqual([say('Hello')])
  expect(next.edit(commandId, say('Hello!'))).toBe(true)
  page.server.swallowAnswers(1)
  page.server.comeUp()
  page.clock.advance(1_000)
  await turn()
  page.clock.advance(1)
  page.server.goDown()
  expect(next.edit(commandId, say('Too late'))).toBe(false)
  await turn()
  client.close()
  const third = page.another(3, { outbox }).client.session(ref)
  third.subscribe(() => {})
  await turn()
  expect(third.edit(commandId, say('Too late as well'))).toBe(false)
  page.server.comeUp()
  page.clock.advance(20_000)
  const said = page.server
    .log(ref)
    .view.settled.flat()
    .flatMap(entry => (entry.kind === 'message' ? entry.parts : []))
  expect(said).toMatchObject([{ text: 'Hello!' }])
})

test('[C3] a refused command can be changed and is sent again', () => {
  const page = createPage()
  page.server.append(ref, created)
  const session = page.client.session(ref)
  session.subscribe(() => {})
  page.clock.advance(100)
  page.server.refuseCommands('bad-command')
  const { commandId } = session.send(say('Helo'))
  page.clock.advance(100)
  expect(session.outbox().getSnapshot()).toMatchObject([{ status: 'refused' }])
  expect(session.edit(commandId, say('Hello'))).toBe(true)
  page.clock.advance(100)
  expect(session.outbox().getSnapshot()).toEqual([])
  expect(page.server.log(ref).view.totals.messages).toBe(1)
})
