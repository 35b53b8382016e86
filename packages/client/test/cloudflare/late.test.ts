import { beforeEach, expect, test, vi } from 'vitest'
import { fixtureNames, readFixture } from './support/fixture.ts'

// Each test is a page that has loaded nothing but what a first conversation needs.
beforeEach(() => {
  vi.resetModules()
})

const call = { type: 'tool-remove', toolCallId: 'c1', state: 'output-available', input: {}, output: 'done' }

test.each(fixtureNames)(
  '[A1] what was captured of %s is taken in its order, where some of it has to wait for its code',
  async name => {
    const { playFixture } = await import('./support/playFixture.ts')
    const { expectHeld } = await import('./support/expectHeld.ts')
    const fixture = readFixture(name)
    expectHeld(await playFixture(fixture), fixture)
  },
)

test('[A1] a text is shown while the code for the rest is on its way, and a transcript with a call when it is there', async () => {
  const { createStage, message, pieces, end } = await import('./support/createStage.ts')
  const stage = createStage()
  await stage.connects([])
  const { commandId } = stage.session.send({ type: 'message.send', parts: [{ kind: 'text', text: 'Hi.' }] })
  await stage.says(...pieces(commandId, 'a1', 'one two '), end(commandId))
  await stage.pass(17)
  expect(stage.texts()).toEqual(['user: Hi.', 'assistant: one two '])

  const other = createStage()
  await other.connects([message('user', 'u1', 'Remove it.'), { id: 'a1', role: 'assistant', parts: [call] }])
  await other.loaded()
  await other.pass(300)
  expect(other.texts()).toEqual(['user: Remove it.', 'assistant: tool-call'])
})

test('[A1] a list that has to wait for its code does not take the place of a later one', async () => {
  const { createStage, message } = await import('./support/createStage.ts')
  const stage = createStage()
  const asked = message('user', 'u1', 'Remove it.')
  const answer = { id: 'a1', role: 'assistant', parts: [call] }
  const list = (...messages: readonly object[]) => ({
    type: 'cf_agent_chat_messages',
    messages,
    connect: true,
  })
  stage.session.subscribe(() => {})
  await stage.opens()
  await stage.says(list(asked, answer), list(asked, answer, message('user', 'u2', 'And then?')))
  await stage.answers(404, 'Not found')
  await stage.says({ type: 'cf_agent_stream_resume_none', reason: 'idle' })
  expect(stage.texts()).toEqual([])
  await stage.loaded()
  await stage.pass(300)
  expect(stage.texts()).toEqual(['user: Remove it.', 'assistant: tool-call', 'user: And then?'])
})
