import { expect } from '@playwright/test'
import { countTo } from '../model/script.ts'
import { line } from '../stage/transcript.ts'
import type { Scenario } from './Scenario.ts'

/** Sends words on a new page and waits for the end of what comes of it. */
const turn =
  (words: string, ...expected: string[]): Scenario['run'] =>
  async ({ open }) => {
    const chat = await open()
    await chat.send(words)
    await expect.poll(async () => (await chat.transcript()).length, { timeout: 30_000 }).toBeGreaterThan(1)
    await chat.settled()
    return [line('user', words), ...expected]
  }

/** What an agent does in one turn, over a good network. */
export const turns: readonly Scenario[] = [
  { name: 'text', title: 'a text is whole', run: turn('say hello', line('assistant', 'You said hello.')) },
  {
    name: 'reasoning',
    title: 'reasoning stands before the text',
    run: turn(
      'think about it',
      line('reasoning', 'The person wants me to think about it first.'),
      line('assistant', 'I thought about it.'),
    ),
  },
  {
    name: 'tool',
    title: 'a tool call stands between the texts',
    run: turn(
      'lookup Paris',
      line('assistant', 'I look it up.'),
      'tool lookup: completed',
      line('assistant', 'It is known of Paris.'),
    ),
  },
  {
    name: 'parallel tools',
    title: 'tools that run side by side each have their card and their end',
    run: turn(
      'both please',
      'tool slow: completed',
      'tool lookup: completed',
      line('assistant', 'Both are known.'),
    ),
  },
  {
    name: 'failing tool',
    title: 'a tool that fails says so, and the turn goes on',
    run: turn('broken please', 'tool broken: failed', line('assistant', 'That did not work.')),
  },
  {
    name: 'approval',
    title: 'a tool that asks a person runs when it may, also where the page was loaded again meanwhile',
    run: async ({ open }) => {
      const chat = await open()
      const approve = chat.page.locator('[data-sluice="approval-approve"]').first()
      await chat.send('close Paris')
      await expect(approve).toBeVisible({ timeout: 30_000 })
      await chat.page.reload()
      await approve.click()
      await expect.poll(chat.transcript, { timeout: 30_000 }).toContain(line('assistant', 'Paris is closed.'))
      await chat.settled()
      return [
        line('user', 'close Paris'),
        line('assistant', 'It has to be closed.'),
        'tool close: completed',
        line('assistant', 'Paris is closed.'),
      ]
    },
  },
  {
    name: 'model error',
    title: 'a model that refuses ends the turn as failed, and the next one works',
    run: async ({ open }) => {
      const chat = await open()
      await chat.send('refuse please')
      await expect.poll(chat.transcript, { timeout: 30_000 }).toContain('run: failed')
      await chat.settled()
      await chat.send('say again')
      await expect.poll(chat.transcript, { timeout: 30_000 }).toContain(line('assistant', 'You said again.'))
      await chat.settled()
      return [
        line('user', 'refuse please'),
        line('user', 'say again'),
        line('assistant', 'You said again.'),
        'run: failed',
      ]
    },
  },
  {
    name: 'stop',
    title: 'a stopped answer keeps its text, and the next turn works',
    run: async ({ open, model }) => {
      const chat = await open()
      await chat.send('count 400')
      await chat.hasStreamed(60)
      await chat.stop()
      await chat.settled()
      model.setPace(1000)
      await chat.send('say more')
      await expect.poll(chat.transcript, { timeout: 30_000 }).toContain(line('assistant', 'You said more.'))
      await chat.settled()
      return [
        line('user', 'count 400'),
        `${line('assistant', countTo(3))}…`,
        line('user', 'say more'),
        line('assistant', 'You said more.'),
        'run: stopped',
      ]
    },
  },
  {
    name: 'state change',
    title: 'a state that one page changes is the same on another, and after a reload',
    run: async ({ open }) => {
      const first = await open()
      await first.send('say hello')
      await expect.poll(first.transcript, { timeout: 30_000 }).toContain(line('assistant', 'You said hello.'))
      await first.settled()
      const second = await open()
      await expect(first.topic).toHaveText('none')
      await first.setTopic('Paris')
      await expect(second.topic).toHaveText('Paris')
      await second.setTopic('Rome')
      await expect(first.topic).toHaveText('Rome')
      await first.page.reload()
      await expect(first.topic).toHaveText('Rome')
      return [line('user', 'say hello'), line('assistant', 'You said hello.')]
    },
  },
]
