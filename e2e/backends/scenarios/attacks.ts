import { expect } from '@playwright/test'
import { countTo } from '../model/script.ts'
import type { ChatPage } from '../stage/openPage.ts'
import { line } from '../stage/transcript.ts'
import { untilShown as untilShownWithin } from '../stage/untilShown.ts'
import type { Scenario } from './Scenario.ts'
import { ONCE } from './troubles.ts'

/** What comes by 1 KB a second, or from a server that starts again, takes longer. */
const untilShown = (chat: ChatPage, text: string): Promise<void> => untilShownWithin(chat, text, 90_000)

const hello = [line('user', 'say hello'), line('assistant', 'You said hello.')]

/** A proxy that answers in the place of the server. */
const behindProxy = (status: number): Scenario => ({
  name: `proxy ${status}`,
  title: `a message that a proxy answers with a page and ${status} is answered once, and the page says that something is wrong`,
  run: async ({ open, gateway, model }) => {
    const chat = await open()
    await chat.send('say hello')
    await untilShown(chat, line('assistant', 'You said hello.'))
    await chat.settled()
    gateway.setProxy(status)
    await chat.send('say more')
    await expect(chat.page.locator('[data-sluice="connection"]')).toBeVisible({ timeout: 60_000 })
    gateway.setProxy(null)
    await untilShown(chat, line('assistant', 'You said more.'))
    await chat.settled()
    await expect.poll(chat.waiting, { timeout: 30_000 }).toEqual([])
    expect(model.calls, ONCE).toBe(2)
    return [...hello, line('user', 'say more'), line('assistant', 'You said more.')]
  },
})

/** What happens to other people's servers and on the way to them, beyond what each client is compared in. */
export const attacks: readonly Scenario[] = [
  {
    name: 'killed in a tool',
    title: 'a server that is killed while a tool runs and started again leaves nothing running for ever',
    mayTakeBack: true,
    run: async ({ open, server }) => {
      const chat = await open()
      await chat.send('slow please')
      await expect.poll(chat.transcript, { timeout: 30_000 }).toContain('tool slow: running')
      await server.kill()
      await server.start()
      await expect.poll(chat.transcript, { timeout: 100_000 }).not.toContain('tool slow: running')
      await chat.settled()
      return chat.transcript()
    },
  },
  {
    name: 'short streams',
    title: 'streams that are closed every second, to the end, lose and repeat nothing',
    run: async ({ open, gateway }) => {
      gateway.setCuts(() => ({ afterMs: 1000, share: 1 }))
      const chat = await open()
      await chat.send('count 400')
      await untilShown(chat, line('assistant', countTo(400)))
      await chat.settled()
      return [line('user', 'count 400'), line('assistant', countTo(400))]
    },
  },
  {
    name: 'files',
    title:
      'an image of a megabyte that is pasted goes with its message, and is shown by its name after a reload',
    run: async ({ open }) => {
      const chat = await open()
      const { page } = chat
      await page.locator('[data-sluice="composer"] textarea').evaluate((input, bytes) => {
        const clipboardData = new DataTransfer()
        clipboardData.items.add(new File([new Uint8Array(bytes)], 'dot.png', { type: 'image/png' }))
        input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
      }, 1_000_000)
      await expect(page.locator('[data-attachment-status="ready"]').first()).toBeVisible({ timeout: 30_000 })
      await chat.send('say cheese')
      await untilShown(chat, line('assistant', 'You said cheese.'))
      await chat.settled()
      await expect.poll(chat.waiting, { timeout: 30_000 }).toEqual([])
      const file = page.locator('[data-sluice="message-file"]')
      await expect(file).toHaveText('dot.png 1MB')
      await page.reload()
      await untilShown(chat, line('assistant', 'You said cheese.'))
      await expect(file).toHaveText('dot.png 1MB')
      return [line('user', 'say cheese'), line('assistant', 'You said cheese.')]
    },
  },
  behindProxy(502),
  behindProxy(200),
  {
    name: 'slow network',
    title: 'a conversation that comes with 1 KB a second is shown whole, and goes on',
    run: async ({ open, gateway, model }) => {
      const chat = await open()
      model.setPace(1000)
      await chat.send('count 400')
      await untilShown(chat, line('assistant', countTo(400)))
      await chat.settled()
      gateway.setPace(1000)
      await chat.page.reload()
      await untilShown(chat, line('assistant', countTo(400)))
      await chat.send('say more')
      await untilShown(chat, line('assistant', 'You said more.'))
      await chat.settled()
      return [
        line('user', 'count 400'),
        line('assistant', countTo(400)),
        line('user', 'say more'),
        line('assistant', 'You said more.'),
      ]
    },
  },
  {
    name: 'begun anew',
    title: 'a server that lost its data while a page was away is shown as it is, and answers',
    mayTakeBack: true,
    run: async ({ open, gateway, server }) => {
      const chat = await open()
      await chat.send('count 50')
      await untilShown(chat, line('assistant', countTo(50)))
      await chat.settled()
      gateway.setDown(true)
      await server.startAnew()
      gateway.setDown(false)
      await expect.poll(chat.transcript, { timeout: 60_000 }).toEqual([])
      await chat.send('say hello')
      await untilShown(chat, line('assistant', 'You said hello.'))
      await chat.settled()
      return hello
    },
  },
  {
    name: 'beside theirs',
    title: 'two tabs of ours beside one of another client show the same, whoever sends',
    run: async ({ open, openTheirs }) => {
      const first = await open()
      await first.send('say hello')
      await untilShown(first, line('assistant', 'You said hello.'))
      // Theirs may not look again for a conversation that was not there.
      const pages = [first, await open(), await openTheirs()]
      const said = [...hello]
      for (const [index, chat] of pages.entries()) {
        await chat.send(`say word${index}`)
        said.push(line('user', `say word${index}`), line('assistant', `You said word${index}.`))
        for (const each of pages) {
          await expect.poll(each.transcript, { timeout: 60_000 }).toEqual(said)
          await each.settled()
        }
      }
      return said
    },
  },
]
