import { expect, test } from '@playwright/test'
import { chatAgent, think, webChannel } from '../../backends/cloudflare/subject.ts'
import { attacks } from '../../backends/scenarios/attacks.ts'
import type { Scenario } from '../../backends/scenarios/Scenario.ts'
import { defineScenarios } from '../../backends/stage/defineScenarios.ts'
import { playScenario } from '../../backends/stage/playScenario.ts'
import { line } from '../../backends/stage/transcript.ts'
import { untilShown } from '../../backends/stage/untilShown.ts'

defineScenarios(chatAgent, 'C7')
defineScenarios(chatAgent, 'C7', attacks)
defineScenarios(think, 'C7')
defineScenarios(webChannel, 'A16')

/** A socket has no answer to a message that could be lost, so it is cut behind the message. */
const cutBehind: Scenario = {
  name: 'cut behind a send',
  title: 'a message whose socket is cut right behind it is answered once, whether it had arrived or not',
  run: async ({ open, gateway, model }) => {
    const chat = await open()
    await chat.send('say hello')
    gateway.setDown(true)
    gateway.setDown(false)
    await untilShown(chat, line('assistant', 'You said hello.'))
    await chat.settled()
    await expect.poll(chat.waiting).toEqual([])
    expect(model.calls).toBe(1)
    return [line('user', 'say hello'), line('assistant', 'You said hello.')]
  },
}

for (const subject of [chatAgent, think, webChannel])
  test(`[A9] ${cutBehind.name}: ${subject.name}, ${cutBehind.title}`, async ({ context }) => {
    const { expected, error, pages, held } = await playScenario(subject, cutBehind, context)
    expect(error).toBe(null)
    expect(pages.map(({ shown }) => shown)).toEqual([expected])
    expect(held).toEqual(expected)
  })
