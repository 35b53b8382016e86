import type { TestPage } from '@sluice/testkit/react'
import { session } from '../logs/createStory.ts'
import * as troubles from '../logs/troubles.ts'
import { tellChat } from '../support/tell.tsx'

const meta = { title: 'Chat/Connection' }

export default meta

const ask = (page: TestPage) =>
  page.client.session(session).send({
    type: 'message.send',
    parts: [{ kind: 'text', text: 'Is the label wrong too?' }],
  })

export const Reconnecting = tellChat(troubles.midWord, page => {
  page.server.goDown()
  page.clock.advance(4_000)
})

export const SentWhileOffline = tellChat(troubles.stopped, page => {
  page.server.goDown()
  page.clock.advance(4_000)
  ask(page)
})

export const Refused = tellChat(troubles.stopped, page => {
  page.server.refuseCommands('forbidden')
  ask(page)
  page.clock.advance(1_000)
})

const close = (reason: 'deleted' | 'unsupported-revision') => (page: TestPage) => {
  const channel = page.server.received('subscribe').at(-1)?.channel ?? -1
  page.server.sockets()[0]?.push({ type: 'closed', channel, reason })
  page.clock.advance(1_000)
}

export const Deleted = tellChat(troubles.stopped, close('deleted'))

export const PageOutOfDate = tellChat(troubles.stopped, close('unsupported-revision'))
