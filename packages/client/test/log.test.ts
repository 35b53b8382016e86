import { createLog } from '@sluice/client'
import { expect, test } from 'vitest'
import { createPage, type Page, ref, turn } from './support/createPage.ts'

const created = { type: 'session.created', agent: 'triage', owner: 'ann' } as const
const titled = (title: string) => ({ type: 'session.titled', title }) as const

function read({ client }: Page) {
  const log = createLog({ ref, link: client.link, environment: client.environment })
  let told = 0
  const leave = log.subscribe(() => {
    told += 1
  })
  return { log, leave, told: () => told }
}

test('[W1] every event of the log arrives, and those that follow', () => {
  const page = createPage()
  page.server.append(ref, created, ...Array.from({ length: 200 }, (_, index) => titled(`${index}`)))
  const { log } = read(page)
  page.clock.settle(100)
  expect(log.getSnapshot()).toEqual({
    envelopes: page.server.log(ref).envelopes,
    count: 201,
    phase: 'live',
    error: null,
  })
  expect(page.server.received('subscribe')).toMatchObject([{ session: ref, from: null, want: 'events' }])
  const before = log.getSnapshot()
  page.server.append(ref, titled('last'))
  page.clock.settle(100)
  expect(log.getSnapshot().count).toBe(202)
  expect(before.count).toBe(201)
  expect(log.getSnapshot().envelopes).toBe(before.envelopes)
})

test('[C5] listeners are told once per frame, however many events come in it', () => {
  const page = createPage()
  page.server.append(ref, created)
  const { told } = read(page)
  page.clock.settle(100)
  const before = told()
  for (let count = 0; count < 50; count++) page.server.append(ref, titled(`${count}`))
  page.clock.settle(100)
  expect(told() - before).toBe(1)
})

test('[W1] after a drop the log goes on from where it was, and what was read stays meanwhile', async () => {
  const page = createPage()
  page.server.append(ref, created, titled('a'))
  const { log } = read(page)
  page.clock.settle(100)
  page.server.goDown()
  page.clock.settle(100)
  expect(log.getSnapshot()).toMatchObject({ count: 2, phase: 'connecting' })
  page.server.append(ref, titled('b'))
  page.server.comeUp()
  page.clock.advance(2_000)
  await turn()
  page.clock.advance(2_000)
  expect(log.getSnapshot().envelopes).toEqual(page.server.log(ref).envelopes)
  const subscribes = page.server.received('subscribe')
  expect(subscribes.at(-1)).toMatchObject({ from: page.server.log(ref).envelopes[1]?.offset })
})

test('[W1] when its offset is gone the log starts again as another history', () => {
  const page = createPage()
  page.server.append(ref, created, titled('a'))
  const { log } = read(page)
  page.clock.settle(100)
  const before = log.getSnapshot().envelopes
  const channel = page.server.received('subscribe').at(-1)?.channel ?? -1
  page.server.sockets()[0]?.push({ type: 'refused', code: 'offset-gone', message: 'Gone.', channel })
  page.clock.advance(1_000)
  expect(log.getSnapshot().envelopes).not.toBe(before)
  expect(log.getSnapshot().envelopes).toEqual(before)
})

test('[W3] a log that may not be read is closed and says why', () => {
  const page = createPage()
  const { log } = read(page)
  page.clock.settle(0)
  const channel = page.server.received('subscribe').at(-1)?.channel ?? -1
  page.server.sockets()[0]?.push({ type: 'refused', code: 'not-found', message: 'There is none.', channel })
  page.clock.settle(100)
  expect(log.getSnapshot()).toMatchObject({
    phase: 'closed',
    error: { code: 'not-found', message: 'There is none.' },
  })
})

test('[C1] the subscription ends a while after the last listener has left', () => {
  const page = createPage()
  page.server.append(ref, created)
  const { leave } = read(page)
  page.clock.settle(100)
  leave()
  page.clock.advance(1_000)
  expect(page.server.received('unsubscribe')).toEqual([])
  page.clock.advance(10_000)
  expect(page.server.sockets()).toHaveLength(0)
})
