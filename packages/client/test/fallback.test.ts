import { createClient, createSocketBackend } from '@sluice/client'
import { createFakeClock, createTestEnvironment, createTestServer } from '@sluice/testkit'
import { expect, test, vi } from 'vitest'
import { createFallback } from '../src/connection/createFallback.ts'
import { createRequestConnect } from '../src/connection/createRequestConnect.ts'
import type { Connect } from '../src/environment.ts'
import { ref } from './support/createPage.ts'

/** What stands between a page and sockets: nothing, something that refuses, that never answers, that closes what it opened, or that swallows. */
type Obstacle = 'none' | 'refuses' | 'hangs' | 'closes' | 'mutes'

function createPage() {
  const clock = createFakeClock()
  const server = createTestServer({ clock })
  const environment = createTestEnvironment(clock)
  let obstacle: Obstacle = 'none'
  const used: string[] = []
  const socket: Connect = listener => {
    used.push('socket')
    const nothing = { send() {}, close() {} }
    if (obstacle === 'none') return server.connect(listener)
    if (obstacle === 'refuses') clock.after(1, listener.closed)
    if (obstacle === 'closes' || obstacle === 'mutes') clock.after(1, listener.opened)
    if (obstacle === 'closes') clock.after(2, listener.closed)
    return nothing
  }
  const requests: Connect = listener => {
    used.push('requests')
    return server.connect(listener)
  }
  const connect = createFallback({ socket, requests, environment })
  const client = createClient({ backend: createSocketBackend({ connect, environment }), environment })
  return {
    clock,
    server,
    client,
    used,
    status: () => client.connection.getSnapshot().status,
    set: (next: Obstacle) => {
      obstacle = next
    },
  }
}

test.each(['refuses', 'hangs', 'closes', 'mutes'] as const)(
  '[W4] where something %s sockets the same frames travel by requests, and go back by themselves when sockets are to be had',
  obstacle => {
    const page = createPage()
    page.set(obstacle)
    page.server.append(ref, { type: 'session.created', agent: 'triage', owner: 'ann' })
    const session = page.client.session(ref)
    session.subscribe(() => {})
    page.clock.advance(40_000)
    expect([page.status(), session.getView().session?.agent]).toEqual(['online', 'triage'])
    expect(page.used).toContain('requests')
    page.set('none')
    page.clock.advance(70_000)
    page.server.append(ref, { type: 'session.titled', title: 'Bug' })
    page.clock.advance(1_000)
    expect([page.status(), session.getView().session?.title]).toEqual(['online', 'Bug'])
    const before = page.used.length
    page.clock.advance(600_000)
    expect([page.used.at(-1), page.used.length - before]).toEqual(['socket', 0])
  },
)

test('[W4] while requests work a socket is looked for once a minute, and nothing is interrupted', () => {
  const page = createPage()
  page.set('refuses')
  page.client.session(ref).subscribe(() => {})
  page.clock.advance(10_000)
  const before = page.used.length
  page.clock.advance(600_000)
  expect(page.used.slice(before).filter(way => way === 'requests')).toEqual([])
  expect(page.used.length - before).toBeLessThanOrEqual(11)
  expect(page.status()).toBe('online')
})

test('[W4] a server that was down is found by socket again', () => {
  const page = createPage()
  page.client.session(ref).subscribe(() => {})
  page.clock.advance(100)
  page.server.goDown()
  page.clock.advance(60_000)
  page.server.comeUp()
  page.clock.advance(60_000)
  expect([page.status(), page.used.at(-1)]).toEqual(['online', 'socket'])
  expect(page.server.sockets()).toHaveLength(1)
})

test('[W4] a connection by requests that is let go looks for no socket', () => {
  const page = createPage()
  page.set('refuses')
  const leave = page.client.session(ref).subscribe(() => {})
  page.clock.advance(10_000)
  leave()
  page.clock.advance(10_000)
  const before = page.used.length
  page.clock.advance(600_000)
  expect([page.used.length - before, page.clock.pending()]).toEqual([0, 0])
})

test('[W4][S7] what a page says at once is split into requests that the server reads, in order', async () => {
  const bodies: string[] = []
  const connect = createRequestConnect(async (method, connection, body) => {
    if (method === 'GET') return new Promise(() => undefined)
    if (connection) bodies.push(body ?? '')
    return 'one'
  })
  const opened = Promise.withResolvers<void>()
  const wire = connect({ opened: opened.resolve, message() {}, closed() {} })
  await opened.promise
  const frames = Array.from({ length: 40 }, (_, at) => `${at} ${'話'.repeat(60_000)}`)
  for (const frame of frames) wire.send(frame)
  await vi.waitFor(() => expect(bodies.join('\n').split('\n')).toEqual(frames))
  expect(Math.max(...bodies.map(body => new Blob([body]).size))).toBeLessThan(1024 * 1024)
  expect(bodies.length).toBeLessThan(frames.length)
})
