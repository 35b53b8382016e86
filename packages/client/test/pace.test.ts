import type { Command } from '@sluice/protocol'
import { createFakeClock } from '@sluice/testkit'
import { expect, test } from 'vitest'
import { createPace } from '../src/connection/createPace.ts'
import { createPage, ref } from './support/createPage.ts'

function open() {
  const clock = createFakeClock()
  const sent: string[] = []
  return { clock, sent, pace: createPace(clock, text => sent.push(text)) }
}

const texts = (count: number) => Array.from({ length: count }, (_, at) => `${at}`)

test('[S7] what is sent at once goes out in order, and never faster than a server takes it', () => {
  const { clock, sent, pace } = open()
  for (const text of texts(1_000)) pace.send(text)
  const perSecond: number[] = []
  while (sent.length < 1_000) {
    perSecond.push(sent.length)
    clock.advance(1_000)
  }
  expect(sent).toEqual(texts(1_000))
  for (const [seconds, count] of perSecond.entries()) expect(count).toBeLessThanOrEqual(400 + 100 * seconds)
  // It does not dawdle either.
  expect(perSecond.length).toBeLessThan(15)
  clock.advance(10_000)
  for (const text of texts(200)) pace.send(text)
  expect(sent).toHaveLength(1_200)
})

test('[S7] what a server asks to wait for waits, and what the connection did not take is forgotten with it', () => {
  const { clock, sent, pace } = open()
  pace.hold(500)
  pace.send('one')
  clock.advance(499)
  expect(sent).toEqual([])
  clock.advance(1)
  expect(sent).toEqual(['one'])
  pace.hold(500)
  pace.send('of a connection that ends')
  pace.clear()
  pace.send('two')
  clock.advance(10_000)
  expect(sent).toEqual(['one', 'two'])
})

test('[S7] a clock that is put back holds nothing up for long', () => {
  let time = 1_000_000
  let due: (() => void) | undefined
  const sent: string[] = []
  const after = (_: number, run: () => void) => {
    due = run
    return () => undefined
  }
  const pace = createPace({ now: () => time, after }, text => sent.push(text))
  for (const text of texts(300)) pace.send(text)
  const before = sent.length
  time = 1_000
  due?.()
  time += 1_000
  due?.()
  expect(sent.length).toBeGreaterThan(before)
})

test('[C3][S7] two thousand commands of a page that was offline arrive on one connection, each once', () => {
  const page = createPage()
  page.server.append(ref, { type: 'session.created', agent: 'triage', owner: 'ann' })
  const session = page.client.session(ref)
  session.subscribe(() => {})
  page.clock.advance(100)
  const rename = (title: string): Command => ({ type: 'session.rename', title })
  for (const text of texts(2_000)) session.send(rename(text))
  page.clock.advance(1_000)
  const first = page.server.received('command').length
  expect(first).toBeLessThan(500)
  page.clock.advance(60_000)
  expect(page.server.received('command')).toHaveLength(2_000)
  expect([page.server.attempts(), session.outbox().getSnapshot()]).toEqual([1, []])
  expect(session.getView().session?.title).toBe('1999')
})
