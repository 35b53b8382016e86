import { expect } from '@playwright/test'
import { seeded } from '../../support/hostileProxy.ts'
import { countTo } from '../model/script.ts'
import { line } from '../stage/transcript.ts'
import { untilShown } from '../stage/untilShown.ts'
import type { Scenario } from './Scenario.ts'

const SEED = 20_261_127
const CUTS = 30
/** Enough text that all cuts fall into it. */
const WORDS = 1500

/** What is wrong where a message is answered twice. */
export const ONCE = 'The model is to be asked once'

/** What networks, crashes and people do to a conversation. */
export const troubles: readonly Scenario[] = [
  {
    name: 'reload',
    title: 'a reload in the middle of a word shows what was there and goes on',
    run: async ({ open, model }) => {
      const chat = await open()
      await chat.send('count 120')
      await chat.hasStreamed(100)
      model.hold()
      await chat.page.reload()
      await chat.hasStreamed(60)
      model.release()
      model.setPace(400)
      await expect.poll(chat.transcript, { timeout: 60_000 }).toContain(line('assistant', countTo(120)))
      await chat.settled()
      return [line('user', 'count 120'), line('assistant', countTo(120))]
    },
  },
  {
    name: 'cut socket',
    title: `a stream that is cut at ${CUTS} places (seed ${SEED}) loses and repeats nothing`,
    run: async ({ open, model, gateway }) => {
      const random = seeded(SEED)
      let cuts = 0
      gateway.setCuts(() => (cuts++ < CUTS ? { afterMs: random() * 600, share: random() } : null))
      model.setPace(120)
      const chat = await open()
      await chat.send(`count ${WORDS}`)
      await expect.poll(chat.transcript, { timeout: 150_000 }).toContain(line('assistant', countTo(WORDS)))
      await chat.settled()
      return [line('user', `count ${WORDS}`), line('assistant', countTo(WORDS))]
    },
  },
  {
    name: 'away',
    title:
      'a turn that finishes while the client is away is whole when it is back, and the next send leaves it whole',
    run: async ({ open, model, gateway, server, session }) => {
      const chat = await open()
      await chat.send('count 200')
      await chat.hasStreamed(40)
      gateway.setDown(true)
      model.setPace(1000)
      await expect
        .poll(() => server.transcript(session), { timeout: 60_000 })
        .toContain(line('assistant', countTo(200)))
      gateway.setDown(false)
      await expect.poll(chat.transcript, { timeout: 60_000 }).toContain(line('assistant', countTo(200)))
      await chat.settled()
      await chat.send('say more')
      await expect.poll(chat.transcript, { timeout: 30_000 }).toContain(line('assistant', 'You said more.'))
      await chat.settled()
      return [
        line('user', 'count 200'),
        line('assistant', countTo(200)),
        line('user', 'say more'),
        line('assistant', 'You said more.'),
      ]
    },
  },
  {
    name: 'repeated send',
    title: 'a send whose answer is lost runs once, and its answer is shown',
    run: async ({ open, gateway, model }) => {
      const chat = await open()
      gateway.loseAnswers(1)
      await chat.send('say hello')
      await expect.poll(() => gateway.answersToLose).toBe(0)
      await untilShown(chat, line('assistant', 'You said hello.'))
      await chat.settled()
      await expect.poll(chat.waiting, { timeout: 30_000 }).toEqual([])
      expect(model.calls, ONCE).toBe(1)
      return [line('user', 'say hello'), line('assistant', 'You said hello.')]
    },
  },
  {
    name: 'send while busy',
    title: 'a message that is sent while a tool runs is answered, once, and no text is lost',
    run: async ({ open }) => {
      const chat = await open()
      await chat.send('slow please')
      await expect.poll(chat.transcript, { timeout: 30_000 }).toContain('tool slow: running')
      await chat.send('say more')
      await expect.poll(chat.transcript, { timeout: 60_000 }).toContain(line('assistant', 'You said more.'))
      await chat.settled()
      expect((await chat.transcript()).filter(text => text === line('user', 'say more'))).toHaveLength(1)
      return await chat.transcript()
    },
  },
  {
    name: 'two tabs',
    title: 'two tabs show the same, whoever sends',
    run: async ({ open }) => {
      const first = await open()
      await first.send('say hello')
      await expect.poll(first.transcript, { timeout: 30_000 }).toContain(line('assistant', 'You said hello.'))
      await first.settled()
      const second = await open()
      await expect
        .poll(second.transcript, { timeout: 30_000 })
        .toContain(line('assistant', 'You said hello.'))
      await second.send('lookup Paris')
      for (const each of [first, second]) {
        await expect
          .poll(each.transcript, { timeout: 30_000 })
          .toContain(line('assistant', 'It is known of Paris.'))
        await each.settled()
      }
      return [
        line('user', 'say hello'),
        line('assistant', 'You said hello.'),
        line('user', 'lookup Paris'),
        line('assistant', 'I look it up.'),
        'tool lookup: completed',
        line('assistant', 'It is known of Paris.'),
      ]
    },
  },
  {
    name: 'stop with a message waiting',
    title: 'a message that waits when the answer before it is stopped keeps its words',
    run: async ({ open, model }) => {
      const chat = await open()
      await chat.send('count 400')
      await chat.hasStreamed(40)
      await chat.send('say more')
      await chat.stop()
      model.setPace(1000)
      // Where the server dropped the message with the stop, the page still has its words and sends them again.
      await expect
        .poll(async () => [...(await chat.waiting()), ...(await chat.transcript())].join(' '), {
          timeout: 30_000,
        })
        .toMatch(/say ?more/)
      await chat.settled()
      const retry = chat.page.locator('[data-sluice="outbox-retry"]')
      await expect
        .poll(
          async () => {
            if ((await retry.count()) > 0) await chat.retryWaiting()
            return chat.transcript()
          },
          { timeout: 60_000, intervals: [500] },
        )
        .toContain(line('assistant', 'You said more.'))
      await chat.settled()
      return [
        line('user', 'count 400'),
        `${line('assistant', countTo(2))}…`,
        line('user', 'say more'),
        line('assistant', 'You said more.'),
        'run: stopped',
      ]
    },
  },
  {
    name: 'killed server',
    title: 'an answer whose server is killed and started again comes to its end',
    mayTakeBack: true,
    run: async ({ open, server }) => {
      const chat = await open()
      await chat.send('count 60')
      await chat.hasStreamed(60)
      await server.kill()
      await server.start()
      await expect
        .poll(async () => (await chat.transcript()).join('\n'), { timeout: 100_000 })
        .toContain(countTo(60).split(' ').at(-1) ?? '')
      await chat.settled()
      return await chat.transcript()
    },
  },
]
