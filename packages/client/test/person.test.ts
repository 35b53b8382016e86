import {
  type Client,
  type ClientOptions,
  createClient,
  createLog,
  createMemoryOutbox,
  createSocketBackend,
  directoryOf,
  type KeptView,
  sessionAt,
  type ViewStorage,
} from '@sluice/client'
import { emptyView, fold, type View } from '@sluice/fold'
import type { Command, Event } from '@sluice/protocol'
import {
  createFakeClock,
  createTestEnvironment,
  createLog as createTestLog,
  createTestServer,
  type TestServerOptions,
} from '@sluice/testkit'
import { expect, test } from 'vitest'
import { createCheckedBackend } from '../src/backend/createCheckedBackend.ts'
import { personOf } from '../src/connection/personOf.ts'
import { ref, turn } from './support/createPage.ts'

const created: Event = { type: 'session.created', agent: 'triage', owner: 'ann' }
const titled = (title: string): Event => ({ type: 'session.titled', title })
const say = (text: string): Command => ({ type: 'message.send', parts: [{ kind: 'text', text }] })
const ann = personOf({ tenant: null, principal: 'ann' })
const bob = personOf({ tenant: null, principal: 'bob' })

/** A browser whose cookie says who asks. */
function createCookieJar(options: Partial<TestServerOptions> = {}) {
  const clock = createFakeClock()
  let who: ReturnType<NonNullable<TestServerOptions['authenticate']>> = 'ann'
  const server = createTestServer({ directory: true, ...options, clock, authenticate: () => who })
  let seed = 0
  return {
    clock,
    server,
    /** Somebody else signs in; the connection that is open stays who it was. */
    signIn(next: typeof who) {
      who = next
    },
    open(more: Pick<ClientOptions, 'outbox' | 'views'> = {}): Client {
      seed += 1
      const environment = createTestEnvironment(clock, seed)
      const backend = createSocketBackend({ connect: server.connect, environment })
      return createClient({ backend, environment, outbox: null, views: null, ...more })
    },
    async reconnect() {
      server.sockets()[0]?.cut()
      clock.advance(2_000)
      await turn()
      clock.advance(100)
      await turn()
    },
  }
}

/** Keeps views as a device does. */
function createKeptViews(last: string | null, kept: Readonly<Record<string, View>> = {}) {
  const views = new Map(Object.entries(kept))
  const storage: ViewStorage = {
    async load(_, person) {
      const whose = person ?? last ?? ''
      const view = views.get(whose)
      return view ? { view, savedAt: 500, person: whose } : null
    },
    save: (_, view, person) => void (view ? views.set(person ?? '', view) : views.delete(person ?? '')),
  }
  return { views, storage }
}

const viewOf = (...events: readonly Event[]): View => {
  const log = createTestLog({ mark: 'bbbbbbbb' })
  log.append(...events)
  return fold(emptyView, log.envelopes)
}

test('[C11] when the server greets somebody else, everything that is shown goes at once, and what comes next is theirs', async () => {
  const jar = createCookieJar({ latencyMs: 20 })
  jar.server.append(ref, created, titled('Of Ann'))
  const client = jar.open()
  const session = client.session(ref)
  const unused = client.session({ agent: 'triage', id: 'bug-8' })
  jar.server.append(unused.ref, created, titled('Also of Ann'))
  session.subscribe(() => {})
  const leave = unused.subscribe(() => {})
  const directory = directoryOf(client)
  const log = createLog({ ref, link: client.link, environment: client.environment })
  directory.subscribe(() => {})
  log.subscribe(() => {})
  jar.clock.advance(500)
  leave()
  jar.clock.advance(10_000)
  expect(unused.getView().session?.title).toBe('Also of Ann')
  expect(directory.getSnapshot().rows).toHaveLength(2)
  expect(log.getSnapshot().count).toBe(2)
  jar.signIn('bob')
  jar.server.sockets()[0]?.cut()
  while (client.connection.getSnapshot().principal === 'ann') jar.clock.advance(1)
  expect([session.getView(), session.line().getSnapshot(), unused.getView()]).toEqual([
    emptyView,
    [],
    emptyView,
  ])
  expect(session.getStatus()).toMatchObject({ phase: 'connecting', staleSince: null })
  expect([directory.getSnapshot().rows, log.getSnapshot().count]).toEqual([[], 0])
  jar.server.append(ref, titled('Of Bob'))
  jar.clock.advance(1_000)
  expect(session.getView()).toEqual(jar.server.log(ref).view)
  expect([directory.getSnapshot().rows.length, log.getSnapshot().count]).toEqual([2, 3])
})

test('[C11] what was said is never sent as somebody else, and is sent when who said it is back', async () => {
  const outbox = createMemoryOutbox()
  const jar = createCookieJar({ latencyMs: 20 })
  jar.server.append(ref, created)
  const session = jar.open({ outbox }).session(ref)
  session.subscribe(() => {})
  await turn()
  jar.clock.advance(500)
  jar.server.goDown()
  jar.clock.advance(100)
  const { accepted } = session.send(say('Of Ann'))
  await turn()
  jar.signIn('bob')
  jar.server.comeUp()
  jar.clock.advance(20_000)
  await expect(accepted).rejects.toMatchObject({ code: 'principal-changed' })
  await turn()
  jar.clock.advance(20_000)
  expect(jar.server.received('command')).toEqual([])
  expect(session.outbox().getSnapshot()).toEqual([])
  session.send(say('Of Bob'))
  await turn()
  jar.clock.advance(1_000)
  expect(jar.server.received('command')).toMatchObject([{ command: say('Of Bob') }])
  jar.signIn('ann')
  await jar.reconnect()
  expect(jar.server.received('command').map(({ command }) => command)).toEqual([say('Of Bob'), say('Of Ann')])
  expect(await outbox.load(ref)).toEqual([])
})

test('[C11] commands wait for the greeting, subscriptions do not', async () => {
  const jar = createCookieJar({ latencyMs: 50 })
  jar.server.append(ref, created)
  const session = jar.open().session(ref)
  session.send(say('Hello'))
  while (jar.server.received('subscribe').length === 0) jar.clock.advance(1)
  jar.clock.advance(40)
  expect(jar.server.received('command')).toEqual([])
  jar.clock.advance(500)
  expect(jar.server.received('command')).toHaveLength(1)
})

test('[C11] what was said before anybody knew by whom is kept as of whom the server greets first', async () => {
  const outbox = createMemoryOutbox()
  const jar = createCookieJar()
  jar.server.goDown()
  const client = jar.open({ outbox })
  const session = client.session(ref)
  session.subscribe(() => {})
  session.send(say('Hello'))
  await turn()
  expect((await outbox.load(ref)).map(({ person }) => person)).toEqual([undefined])
  jar.server.swallowAnswers(5)
  jar.server.comeUp()
  while (client.connection.getSnapshot().status !== 'online') jar.clock.advance(1)
  await turn()
  expect((await outbox.load(ref)).map(({ person }) => person)).toEqual([ann])
})

test('[C11] a page that is offline paints what was kept of who was there last, and another one’s takes its place in one commit', async () => {
  const jar = createCookieJar({ latencyMs: 20 })
  const ofAnn = viewOf(created, titled('Of Ann'))
  const ofBob = viewOf(created, titled('Of Bob'))
  jar.server.restore(ref, createTestLog({ mark: 'bbbbbbbb' }))
  jar.server.append(ref, created, titled('Of Bob'), titled('Live'))
  const { storage, views } = createKeptViews(ann, { [ann]: ofAnn, [bob]: ofBob })
  jar.server.goDown()
  jar.signIn('bob')
  const outbox = createMemoryOutbox()
  await outbox.put(ref, { commandId: 'of-ann', command: say('Hello'), createdAt: 0, person: ann })
  const client = jar.open({ views: storage, outbox })
  const session = client.session(ref)
  const told: (readonly [string | null, number])[] = []
  session.subscribe(() => {
    const { view, outbox } = session.getSnapshot()
    told.push([view.session?.title ?? null, outbox.length])
  })
  await turn()
  jar.clock.advance(100)
  expect([session.getView(), session.getStatus().staleSince]).toEqual([ofAnn, 500])
  expect(session.outbox().getSnapshot()).toHaveLength(1)
  told.length = 0
  jar.server.comeUp()
  for (let step = 0; step < 300; step++) {
    jar.clock.advance(20)
    await turn()
  }
  const commits = told.map(each => each.join()).filter((each, at, all) => each !== all[at - 1])
  expect(commits).toEqual(['Of Ann,1', ',0', 'Of Bob,0', 'Live,0'])
  expect(told.at(-1)).toEqual(['Live', 0])
  expect(jar.server.received('subscribe').at(-1)).toMatchObject({ from: ofBob.offset })
  expect(jar.server.received('command')).toEqual([])
  expect(views.get(ann)).toBe(ofAnn)
  expect(views.get(bob)).toBe(session.getView())
})

test('[C11] what is found late of somebody else is neither painted nor sent', async () => {
  const jar = createCookieJar()
  jar.server.append(ref, created, titled('Of Bob'))
  const loading = Promise.withResolvers<KeptView | null>()
  const views: ViewStorage = { load: () => loading.promise, save() {} }
  jar.signIn('bob')
  const session = jar.open({ views }).session(ref)
  const titles: unknown[] = []
  session.subscribe(() => titles.push(session.getView().session?.title))
  jar.clock.advance(200)
  loading.resolve({ view: viewOf(created, titled('Of Ann')), savedAt: 500, person: ann })
  await turn()
  jar.clock.advance(2_000)
  expect(titles).not.toContain('Of Ann')
  expect(session.getView().session?.title).toBe('Of Bob')
})

test('[C11] a storage that does not say whose what it keeps is, is of who asks first', async () => {
  const jar = createCookieJar()
  jar.server.append(ref, created)
  const kept = viewOf(created, titled('Of Ann'))
  const views: ViewStorage = { load: async () => ({ view: kept, savedAt: 500 }), save() {} }
  const session = jar.open({ views }).session(ref)
  const titles: unknown[] = []
  session.subscribe(() => titles.push(session.getView().session?.title))
  await turn()
  jar.clock.advance(500)
  expect(titles).toContain('Of Ann')
  jar.signIn('bob')
  titles.length = 0
  await jar.reconnect()
  expect(session.getStatus().phase).toBe('live')
  expect(titles).not.toContain('Of Ann')
})

test('[C11] the same name in another tenant is somebody else', async () => {
  const jar = createCookieJar()
  jar.signIn({ id: 'ann', tenant: 'acme' })
  jar.server.append(ref, created, titled('Of Acme'))
  const client = jar.open()
  const session = client.session(ref)
  const titles: unknown[] = []
  session.subscribe(() => titles.push(session.getView().session?.title))
  jar.clock.advance(100)
  jar.signIn({ id: 'ann', tenant: 'globex' })
  titles.length = 0
  await jar.reconnect()
  expect(titles).toContain(undefined)
  expect(session.getStatus().phase).toBe('live')
  expect(client.connection.getSnapshot()).toMatchObject({ principal: 'ann', tenant: 'globex' })
  titles.length = 0
  await jar.reconnect()
  expect(titles).not.toContain(undefined)
})

test('[C11] a view at an offset that was read before is not there for who signs in afterwards', async () => {
  const jar = createCookieJar()
  jar.server.append(ref, created, titled('Of Ann'))
  const client = jar.open()
  client.session(ref).subscribe(() => {})
  const offset = jar.server.log(ref).view.offset ?? ''
  const past = sessionAt(client, ref, offset)
  const leave = past.subscribe(() => {})
  jar.clock.advance(500)
  expect(past.getView().session?.title).toBe('Of Ann')
  leave()
  jar.clock.advance(10_000)
  jar.signIn('bob')
  await jar.reconnect()
  expect(client.connection.getSnapshot().principal).toBe('bob')
  expect([past.getView(), sessionAt(client, ref, offset).getView()]).toEqual([emptyView, emptyView])
})

test('[C11] a page that has a socket of its own connects anew when it is shown and somebody else has signed in', async () => {
  const clock = createFakeClock()
  let who = 'ann'
  const server = createTestServer({ clock, authenticate: () => who })
  const environment = createTestEnvironment(clock)
  const listeners = new Set<() => void>()
  const backend = createCheckedBackend(createSocketBackend({ connect: server.connect, environment }), {
    environment,
    askPerson: async () => personOf({ tenant: null, principal: who }),
    onShown(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  })
  const client = createClient({ backend, environment })
  server.append(ref, created, titled('Of both'))
  const session = client.session(ref)
  session.subscribe(() => {})
  clock.advance(500)
  const show = async (): Promise<void> => {
    for (const listener of listeners) listener()
    await turn()
    clock.advance(6_000)
  }
  await show()
  expect([server.attempts(), client.connection.getSnapshot().principal]).toEqual([1, 'ann'])
  who = 'bob'
  await show()
  expect([server.attempts(), client.connection.getSnapshot().principal]).toEqual([2, 'bob'])
  expect(session.getView().session?.title).toBe('Of both')
  client.close()
  expect(listeners.size).toBe(0)
})
