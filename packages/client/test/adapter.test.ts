import { createClient } from '@sluice/client'
import { VIEW_REVISION } from '@sluice/protocol'
import { createFakeClock, createLog, createTestEnvironment } from '@sluice/testkit'
import { expect, test } from 'vitest'
import { ref } from './support/createPage.ts'
import { createScriptedBackend } from './support/createScriptedBackend.ts'

test('[C7] without positions each connection begins with null, and what was not answered is offered again', () => {
  const clock = createFakeClock()
  const environment = createTestEnvironment(clock)
  const { backend, requests, answer, drop } = createScriptedBackend()
  const client = createClient({ backend, environment })
  const session = client.session(ref)
  const log = createLog()
  log.append({ type: 'session.created', agent: 'triage', owner: 'ann' })
  session.subscribe(() => {})
  expect(requests).toEqual([{ type: 'subscribe', channel: 1, session: ref, from: null, want: 'view' }])
  answer({ type: 'events', channel: 1, after: null, envelopes: [...log.envelopes] })
  answer({ type: 'live', channel: 1, head: log.view.offset, writer: true })
  clock.advance(100)
  expect(session.getView()).toEqual(log.view)

  session.send({ type: 'message.send', parts: [{ kind: 'text', text: 'Hello' }] })
  drop()
  expect(requests.at(-1)).toMatchObject({ type: 'subscribe', from: null })
  expect(session.outbox().getSnapshot()).toMatchObject([{ status: 'expired' }])
  expect(requests.filter(({ type }) => type === 'command')).toHaveLength(1)
  expect(client.capabilities.exactlyOnce).toBe(false)

  const other = createLog({ mark: 'bbbbbbbb' })
  other.append({ type: 'session.created', agent: 'triage', owner: 'bob' })
  const { offset } = other.view
  const text = JSON.stringify(other.view)
  answer({ type: 'snapshot', channel: 2, offset, revision: VIEW_REVISION, index: 0, count: 1, text })
  answer({ type: 'live', channel: 2, head: offset, writer: true })
  clock.advance(100)
  expect(session.getView()).toEqual(other.view)
})
