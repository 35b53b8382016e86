import { createClient, createSocketBackend, type TokenSource } from '@sluice/client'
import { createFakeClock, createTestEnvironment, createTestServer } from '@sluice/testkit'
import { expect, test } from 'vitest'
import type { Backend } from '../src/backend/Backend.ts'
import { ownCapabilities } from '../src/backend/capabilities.ts'
import { createLazyBackend } from '../src/backend/createLazyBackend.ts'
import { ref, turn } from './support/createPage.ts'

/** A client whose backend is loaded as the test says. */
function createLazyPage(load: (make: () => Backend, failed: () => void) => Promise<Backend>) {
  const clock = createFakeClock()
  const server = createTestServer({ clock })
  const environment = createTestEnvironment(clock)
  const make = () => createSocketBackend({ connect: server.connect, environment })
  let loads = 0
  const backend = createLazyBackend(
    failed => {
      loads += 1
      return load(make, failed)
    },
    ownCapabilities,
    environment,
  )
  const client = createClient({ backend, environment })
  return { clock, server, client, loads: () => loads, status: () => client.connection.getSnapshot().status }
}

test('[C1 C7] what keeps the connection is loaded when something is first used, and the page is seen to connect meanwhile', async () => {
  const loading = Promise.withResolvers<void>()
  const page = createLazyPage(make => loading.promise.then(make))
  page.server.append(ref, { type: 'session.created', agent: 'triage', owner: 'ann' })
  page.client.session(ref)
  await turn()
  expect([page.loads(), page.status()]).toEqual([0, 'idle'])
  page.client.session(ref).subscribe(() => {})
  await turn()
  expect([page.loads(), page.status(), page.server.attempts()]).toEqual([1, 'connecting', 0])
  loading.resolve()
  await turn()
  page.clock.advance(200)
  expect([page.status(), page.client.session(ref).getView().session?.agent]).toEqual(['online', 'triage'])
})

test('[C1] code that cannot be loaded is asked for again after a back-off, or at once when somebody asks', async () => {
  let isBroken = true
  const page = createLazyPage(async make => {
    if (isBroken) throw new Error('Offline.')
    return make()
  })
  page.client.session(ref).subscribe(() => {})
  await turn()
  expect(page.client.connection.getSnapshot()).toMatchObject({
    status: 'connecting',
    attempt: 1,
    error: { code: 'internal', message: 'Error: Offline.' },
  })
  page.clock.advance(500)
  await turn()
  expect(page.loads()).toBe(3)
  isBroken = false
  page.client.reconnect()
  await turn()
  page.clock.advance(100)
  expect([page.status(), page.loads()]).toEqual(['online', 4])
})

test('[C1] what is not wanted any more when its code arrives is not connected', async () => {
  const loading = Promise.withResolvers<void>()
  const page = createLazyPage(make => loading.promise.then(make))
  const leave = page.client.session(ref).subscribe(() => {})
  leave()
  page.clock.advance(6_000)
  expect(page.status()).toBe('idle')
  loading.resolve()
  await turn()
  page.clock.advance(100)
  expect([page.status(), page.server.attempts()]).toEqual(['idle', 0])
  page.client.close()
  page.client.session(ref).subscribe(() => {})
  await turn()
  expect([page.status(), page.loads()]).toEqual(['closed', 1])
})

test('[C6] where a backend can be used no more another one is loaded, and the session goes on', async () => {
  const failures: (() => void)[] = []
  const page = createLazyPage(async (make, failed) => {
    failures.push(failed)
    return make()
  })
  page.server.append(ref, { type: 'session.created', agent: 'triage', owner: 'ann' })
  const session = page.client.session(ref)
  session.subscribe(() => {})
  await turn()
  page.clock.advance(100)
  failures[0]?.()
  expect([page.status(), session.getStatus().phase]).toEqual(['reconnecting', 'live'])
  page.clock.advance(500)
  await turn()
  page.clock.advance(100)
  page.server.append(ref, { type: 'session.titled', title: 'Bug' })
  page.clock.advance(100)
  expect([page.status(), session.getView().session?.title, page.loads()]).toEqual(['online', 'Bug', 2])
})

/** A client with a token on a server that lets it expire. */
function createTokenPage(tokenLastsMs: number, token: TokenSource) {
  const clock = createFakeClock()
  const server = createTestServer({ clock, tokenLastsMs })
  const environment = createTestEnvironment(clock)
  const client = createClient({
    backend: createSocketBackend({ connect: server.connect, token, environment }),
    environment,
  })
  client.session(ref).subscribe(() => {})
  return { clock, server, client }
}

test('[C1] a token is replaced on the same socket before it expires, and again when none could be got', async () => {
  let count = 0
  const { clock, server, client } = createTokenPage(100_000, () => {
    count += 1
    return count === 2 ? Promise.reject(new Error('Offline.')) : `token-${count}`
  })
  const tokens = () => server.received('hello').map(frame => frame.token)
  await turn()
  clock.advance(100)
  expect(tokens()).toEqual(['token-1'])
  clock.advance(69_000)
  expect(count).toBe(1)
  clock.advance(1_500)
  await turn()
  expect([count, tokens()]).toEqual([2, ['token-1']])
  clock.advance(5_000)
  await turn()
  clock.advance(100)
  expect([tokens(), server.attempts()]).toEqual([['token-1', 'token-3'], 1])
  expect(client.connection.getSnapshot().status).toBe('online')
})

test.each([-1, 0, 1, 50])('[C1] a token that lasts %i ms is not asked for over and over', async lasts => {
  let count = 0
  const { clock } = createTokenPage(lasts, () => `token-${++count}`)
  for (let step = 0; step < 100; step++) {
    clock.advance(100)
    await turn()
  }
  expect(count).toBeLessThanOrEqual(11)
})

test.each(['nonsense', '/agents', '', 'localhost:4280', 'https://'])(
  '[C1] a url of %j is refused at once',
  url => {
    expect(() => createClient({ url })).toThrow(/has to begin with http/)
  },
)
