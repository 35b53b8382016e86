import { ClientError, createClient, createSocketBackend } from '@sluice/client'
import type { ServerFrame } from '@sluice/protocol'
import { createFakeClock, createTestEnvironment } from '@sluice/testkit'
import { expect, test } from 'vitest'
import { createPage, ref, turn } from './support/createPage.ts'

const watch = (page: ReturnType<typeof createPage>) => page.client.session(ref).subscribe(() => {})
const status = (page: ReturnType<typeof createPage>) => page.client.connection.getSnapshot().status

test('[C1] nothing is connected before something is used, and nothing stays connected long after', () => {
  const page = createPage()
  page.client.session(ref)
  page.clock.advance(10_000)
  expect([page.server.attempts(), status(page)]).toEqual([0, 'idle'])
  const leave = watch(page)
  page.clock.advance(100)
  expect(status(page)).toBe('online')
  leave()
  page.clock.advance(4_000)
  expect(status(page)).toBe('online')
  page.clock.advance(2_000)
  expect([page.server.sockets().length, status(page)]).toEqual([0, 'idle'])
  expect(page.clock.pending()).toBe(0)
})

test('[W3] a subscription that is refused before the welcome is closed with the reason', () => {
  const clock = createFakeClock()
  const environment = createTestEnvironment(clock)
  const backend = createSocketBackend({
    environment,
    connect({ opened, message }) {
      const say = (frame: ServerFrame<'refused' | 'welcome'>) => message(JSON.stringify(frame))
      clock.after(1, opened)
      return {
        send(text) {
          const { type, channel } = JSON.parse(text)
          const refusal = { type: 'refused', code: 'bad-session', message: 'No.', channel } as const
          if (type === 'subscribe') clock.after(1, () => say(refusal))
          const versions = { eventRevision: 1, viewRevision: 1, expiresAt: null }
          if (type === 'hello')
            clock.after(2, () => say({ type: 'welcome', at: 0, principal: 'ann', ...versions }))
        },
        close() {},
      }
    },
  })
  const session = createClient({ backend, environment, outbox: null, views: null }).session(ref)
  session.subscribe(() => {})
  clock.advance(1_000)
  expect(session.getStatus()).toMatchObject({ phase: 'closed', error: { code: 'bad-session' } })
})

test('[W2] pings go out every 10 s, and a quiet connection stays', () => {
  const page = createPage()
  watch(page)
  page.clock.advance(61_000)
  expect(page.server.received('ping')).toHaveLength(6)
  expect(page.server.attempts()).toBe(1)
})

test.each([0, 3_000, 9_900, 10_000, 10_100, 19_999])(
  '[W2] a connection that dies in silence after %i ms is noticed within 20 s',
  silentAt => {
    const page = createPage()
    watch(page)
    page.clock.advance(50 + silentAt)
    page.server.sockets()[0]?.freeze()
    page.clock.advance(20_000)
    expect(page.server.attempts()).toBe(2)
    expect(status(page)).toBe('online')
  },
)

test.each([1_000, 7_600, 9_000, 10_040])(
  '[W2] after waking up after %i ms it is noticed within 3 s',
  afterMs => {
    const page = createPage()
    watch(page)
    page.clock.advance(afterMs)
    page.server.sockets()[0]?.freeze()
    page.environment.wake()
    page.clock.advance(1_500)
    page.environment.wake()
    page.clock.advance(1_500)
    expect([page.server.attempts(), status(page)]).toEqual([2, 'online'])
  },
)

test('[W2] a connection that is well after waking up is kept', () => {
  const page = createPage({ latencyMs: 200 })
  watch(page)
  page.clock.advance(5_000)
  page.environment.wake()
  page.clock.advance(30_000)
  expect(page.server.attempts()).toBe(1)
})

test('[C1] waiting ends at once when the page wakes', () => {
  const page = createPage()
  watch(page)
  page.clock.advance(100)
  page.server.goDown()
  page.clock.advance(60_000)
  page.server.comeUp()
  const before = page.server.attempts()
  page.environment.wake()
  page.clock.advance(1)
  expect([page.server.attempts() - before, status(page)]).toEqual([1, 'online'])
})

test('[W2] the first attempt after a drop comes within 500 ms, and the page says when', () => {
  const page = createPage()
  watch(page)
  page.clock.advance(100)
  page.server.goDown()
  page.clock.advance(1)
  const view = page.client.connection.getSnapshot()
  expect(view).toMatchObject({
    status: 'reconnecting',
    attempt: 1,
    since: page.clock.now() - 1,
    principal: 'ann',
  })
  expect(view.nextAttemptAt).toBeLessThanOrEqual(page.clock.now() + 500)
  page.server.comeUp()
  page.clock.advance(500)
  expect(page.client.connection.getSnapshot()).toMatchObject({
    status: 'online',
    attempt: 0,
    nextAttemptAt: null,
  })
})

test('[C1] what an earlier socket says late is not taken for the word of the present one', () => {
  const page = createPage({ latencyMs: 50 })
  const leave = watch(page)
  page.clock.advance(300)
  const [first] = page.server.sockets()
  first?.push({ type: 'goodbye', reason: 'shutting-down', retryAfterMs: 60_000 })
  page.client.close()
  page.clock.advance(300)
  expect(status(page)).toBe('closed')
  leave()
})

test('[W2] countdowns run on the clock of the server', () => {
  const page = createPage()
  watch(page)
  page.clock.advance(100)
  page.server.sockets()[0]?.push({ type: 'pong', at: page.clock.now() + 90_000 })
  page.clock.advance(100)
  expect(page.client.now()).toBe(page.clock.now() + 90_000)
})

test('[W1] frames that are none are counted and passed over', () => {
  const page = createPage()
  watch(page)
  page.clock.advance(100)
  const [socket] = page.server.sockets()
  for (const text of ['', 'null', '{}', '{"type":"constructor"}', '{"type":"events","channel":1}', '[1]']) {
    socket?.push(text)
  }
  page.clock.advance(100)
  expect([page.client.malformedFrames(), status(page)]).toEqual([6, 'online'])
})

test.each([
  ['a string', 'secret'],
  ['a function', () => 'secret'],
  ['a function that takes its time', async () => 'secret'],
])('[W3] the token may be %s', async (_, token) => {
  const page = createPage({ token, authenticate: given => (given === 'secret' ? 'bob' : null) })
  watch(page)
  await turn()
  page.clock.advance(100)
  expect(page.client.connection.getSnapshot()).toMatchObject({ status: 'online', principal: 'bob' })
})

test('[W3] a token that is refused ends the attempts with the reason', () => {
  const page = createPage({ token: 'old', authenticate: () => null })
  watch(page)
  page.clock.advance(60_000)
  expect(page.client.connection.getSnapshot()).toMatchObject({
    status: 'refused',
    error: { code: 'unauthenticated' },
  })
  expect(page.server.attempts()).toBe(1)
  page.client.reconnect()
  page.clock.advance(100)
  expect(page.server.attempts()).toBe(2)
})

test('[W3] a function is asked again when its token is refused, and once only', async () => {
  const tokens: string[] = []
  const token = () => `token ${tokens.push('')}`
  const page = createPage({ token, authenticate: given => (given === 'token 2' ? 'ann' : null) })
  watch(page)
  for (let count = 0; count < 4; count++) {
    await turn()
    page.clock.advance(50)
  }
  expect([status(page), tokens.length]).toEqual(['online', 2])
})

test('[W3] a token that expires is replaced and what was subscribed goes on', async () => {
  let asked = 0
  const page = createPage({ token: () => `token ${++asked}` })
  const session = page.client.session(ref)
  session.subscribe(() => {})
  await turn()
  page.clock.advance(100)
  page.server.sockets()[0]?.push({ type: 'closed', channel: 1, reason: 'expired' })
  page.clock.advance(50)
  await turn()
  page.clock.advance(100)
  expect([status(page), asked, session.getStatus().phase]).toEqual(['online', 2, 'live'])
})

test.each([
  ['a string', 'secret', 'expired'],
  ['a function', () => 'secret', 'unauthenticated'],
])(
  '[W3] a token (%s) that is revoked ends the subscription with a state that a page can show, and what is shown stays until there is a good one',
  async (_, token, code) => {
    let isRevoked = false
    const page = createPage({ token, authenticate: () => (isRevoked ? null : 'ann') })
    page.server.append(ref, { type: 'session.created', agent: 'triage', owner: 'ann' })
    const session = page.client.session(ref)
    session.subscribe(() => {})
    await turn()
    page.clock.advance(100)
    isRevoked = true
    page.server.sockets()[0]?.push({ type: 'closed', channel: 1, reason: 'expired' })
    for (let count = 0; count < 20; count++) {
      page.clock.advance(100)
      await turn()
    }
    const { status: now, error, nextAttemptAt } = page.client.connection.getSnapshot()
    expect([now, error?.code, nextAttemptAt]).toEqual(['refused', code, null])
    expect(session.getStatus()).toMatchObject({ phase: 'connecting', staleSince: expect.any(Number) })
    expect(session.getView().session?.agent).toBe('triage')
    const attempts = page.server.attempts()
    page.clock.advance(3_600_000)
    expect(page.server.attempts()).toBe(attempts)
    isRevoked = false
    page.server.append(ref, { type: 'session.titled', title: 'Bug' })
    page.client.reconnect()
    await turn()
    page.clock.advance(200)
    expect([status(page), session.getStatus().staleSince]).toEqual(['online', null])
    expect(session.getView().session?.title).toBe('Bug')
  },
)

test('[W3] without a token the attempts go on, and the reason is shown', async () => {
  let isOut = true
  const token = () => {
    if (isOut) throw new Error('no network')
    return 'secret'
  }
  const page = createPage({ token })
  watch(page)
  await turn()
  expect(page.client.connection.getSnapshot()).toMatchObject({
    status: 'connecting',
    error: { code: 'unauthenticated', message: 'Error: no network' },
  })
  isOut = false
  page.clock.advance(500)
  await turn()
  page.clock.advance(100)
  expect(page.client.connection.getSnapshot()).toMatchObject({ status: 'online', error: null })
})

test('[W3] goodbye is kept to', () => {
  const page = createPage()
  watch(page)
  page.clock.advance(100)
  page.server.sockets()[0]?.push({ type: 'goodbye', reason: 'shutting-down', retryAfterMs: 3_000 })
  page.clock.advance(2_999)
  expect(page.client.connection.getSnapshot()).toMatchObject({
    status: 'reconnecting',
    error: { code: 'shutting-down' },
  })
  expect(page.server.attempts()).toBe(1)
  page.clock.advance(600)
  expect(status(page)).toBe('online')
})

test('[C1] a closed client stays closed', () => {
  const page = createPage()
  watch(page)
  page.clock.advance(100)
  page.client.close()
  page.client.reconnect()
  page.environment.wake()
  page.clock.advance(60_000)
  expect([page.server.sockets().length, page.server.attempts(), status(page)]).toEqual([0, 1, 'closed'])
})

test('[C1] a listener that throws does not hold up the connection', () => {
  const page = createPage()
  watch(page)
  page.client.connection.subscribe(() => {
    if (status(page) === 'online') throw new ClientError('internal', 'from a listener')
  })
  expect(() => page.clock.advance(100)).toThrow('from a listener')
  page.clock.advance(100)
  expect(page.client.session(ref).getStatus().phase).toBe('live')
})
