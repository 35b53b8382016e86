import { expect, test } from 'vitest'
import { createPage, ref } from './support/createPage.ts'

test('[W1] a session is subscribed, folded and shown', () => {
  const { client, server, clock } = createPage()
  server.log(ref).command({ type: 'message.send', parts: [{ kind: 'text', text: 'Hello' }] })
  const session = client.session(ref)
  const leave = session.subscribe(() => {})
  clock.advance(100)
  expect(session.getStatus()).toEqual({ phase: 'live', writer: true, error: null })
  expect(session.getView()).toEqual(server.log(ref).view)
  leave()
})
