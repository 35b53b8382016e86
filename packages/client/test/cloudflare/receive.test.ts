import { expect, test } from 'vitest'
import { newChat } from '../../src/cloudflare/Chat.ts'
import { loadMore, receiveMore } from '../../src/cloudflare/extras/receiveMore.ts'
import { receive } from '../../src/cloudflare/receive.ts'
import { readAgentFrame, type UiMessage } from '../../src/cloudflare/wire.ts'
import { fixtureNames, readFixture } from './support/fixture.ts'

test.each(fixtureNames)(
  '[A1] what a first conversation takes of %s is what the whole would make of it',
  name => {
    const { agent, traffic } = readFixture(name)
    let chat = newChat(agent)
    for (const [kind, said, body] of traffic) {
      if (kind === 'open') chat = { ...newChat(agent), isLoaded: true }
      if (kind === 'get' && Array.isArray(body)) chat = loadMore(chat, body as UiMessage[])
      const frame = kind === 'in' ? readAgentFrame(JSON.stringify(said)) : null
      if (!frame) continue
      const quick = receive(chat, frame, undefined)
      const whole = /_(response|messages)$/.test(frame.type) || !quick ? receiveMore(chat, frame) : quick
      const [next, { reload = false } = {}] = whole
      if (quick) expect([quick[0], quick[1]?.reload ?? false]).toEqual([next, reload])
      chat = next
    }
  },
)
