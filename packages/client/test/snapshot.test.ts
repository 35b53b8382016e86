import type { Event } from '@sluice/protocol'
import { expect, test } from 'vitest'
import { createPage, ref } from './support/createPage.ts'

const created: Event = { type: 'session.created', agent: 'triage', owner: 'ann' }

test('[C5] a session is a store by itself: all of it in a snapshot that is the same until something changes', () => {
  const { client, server, clock } = createPage()
  server.append(ref, created)
  const session = client.session(ref)
  let told = 0
  const leave = session.subscribe(() => {
    told += 1
  })
  clock.advance(100)
  const first = session.getSnapshot()
  expect(first).toEqual({ view: server.log(ref).view, status: session.getStatus(), outbox: [] })
  clock.advance(5_000)
  expect(session.getSnapshot()).toBe(first)
  const before = told
  session.send({ type: 'message.send', parts: [{ kind: 'text', text: 'Why?' }] })
  expect([told, session.getSnapshot().outbox.length, session.getSnapshot().view === first.view]).toEqual([
    before + 1,
    1,
    true,
  ])
  clock.advance(100)
  expect([session.getSnapshot().outbox, session.getSnapshot().view.totals.messages]).toEqual([[], 1])
  leave()
})
