import { createClient } from '@sluice/client'
import type { Event } from '@sluice/protocol'
import { createFakeClock, createLog, createTestEnvironment } from '@sluice/testkit'
import { expect, test } from 'vitest'
import { createPage, type Page, ref } from './support/createPage.ts'
import { createScriptedBackend } from './support/createScriptedBackend.ts'

const said = (index: number): Event => ({
  type: 'message.added',
  message: `q${index}`,
  role: 'user',
  after: index === 0 ? null : `q${index - 1}`,
  parts: [{ part: `q${index}-p`, kind: 'text', text: `Question ${index}` }],
})

const names = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `q${from + index}`)

/** A page on a session in which much is said while it is open. */
function openTalk(page: Page = createPage()) {
  page.server.append(ref, { type: 'session.created', agent: 'triage', owner: 'ann' })
  const session = page.client.session(ref)
  let count = 0
  session.subscribe(() => {})
  page.clock.advance(100)
  return {
    page,
    session,
    line: () => session.line().getSnapshot(),
    say(more: number) {
      const end = count + more
      while (count < end) {
        const next = Math.min(end, count + 10)
        page.server.append(ref, ...names(count, next).map((_, at) => said(count + at)))
        count = next
        page.clock.advance(20)
      }
    },
  }
}

test('[F7] a page that stays open holds its newest messages, and what it holds is what the whole view holds', () => {
  const { page, session, line, say } = openTalk()
  const first = session.message('q0')
  const told: unknown[] = []
  let most = 0
  session.line().subscribe(() => {
    most = Math.max(most, line().length)
  })
  say(1)
  first.subscribe(() => told.push(first.getSnapshot()))
  say(2_000)
  expect(most).toBeLessThan(400)
  expect(line().length).toBeGreaterThanOrEqual(200)
  expect(line()).toEqual(names(2_001 - line().length, 2_001))
  expect([told, session.part('q0-p').getSnapshot()]).toEqual([[null], null])
  const { settled, settledBefore, ...rest } = session.getView()
  const { settled: all, settledBefore: _, ...whole } = page.server.log(ref).view
  expect(rest).toEqual(whole)
  expect(settled.flat()).toEqual(all.flat().slice(settledBefore))
})

test('[F7] what large messages take is bounded as well', () => {
  const { page, session, line } = openTalk()
  const text = 'x'.repeat(40_000)
  for (let index = 0; index < 300; index++) {
    const parts = [{ part: `q${index}-p`, kind: 'text', text } as const]
    page.server.append(ref, { ...said(index), parts } as Event)
    page.clock.advance(20)
  }
  expect(line().length).toBeLessThan(26 + 128)
  expect(JSON.stringify(session.getView()).length).toBeLessThan((26 + 128) * 41_000)
})

test('[F7] while somebody reads back nothing goes, but for what is far away, and it goes when they are back at the end', () => {
  const { session, line, say } = openTalk()
  say(100)
  const letGo = session.hold()
  const letGoToo = session.hold()
  say(900)
  expect(line()).toEqual(names(0, 1_000))
  letGoToo()
  letGoToo()
  say(200)
  expect(line()).toEqual(names(0, 1_200))
  say(2_000)
  expect(line().length).toBeLessThan(2_129)
  letGo()
  say(1)
  expect(line()).toEqual(names(3_001, 3_201))
})

test('[C7] of a server that gives no pages nothing goes, as it could not be had again', () => {
  const clock = createFakeClock()
  const { backend, requests, answer } = createScriptedBackend()
  const client = createClient({ backend, environment: createTestEnvironment(clock) })
  const session = client.session(ref)
  session.subscribe(() => {})
  clock.advance(50)
  const [request] = requests
  const channel = request?.type === 'subscribe' ? request.channel : -1
  const log = createLog()
  log.append(
    { type: 'session.created', agent: 'triage', owner: 'ann' },
    ...names(0, 600).map((_, at) => said(at)),
  )
  answer({ type: 'events', channel, after: null, envelopes: [...log.envelopes] })
  answer({ type: 'live', channel, head: log.view.offset, writer: true })
  clock.advance(50)
  expect(session.line().getSnapshot()).toEqual(names(0, 600))
  client.close()
})
