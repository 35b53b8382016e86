import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { readSession } from '@sluice/testkit'
import { type ChatPage, expectWhole, openChat } from '../support/chatPage.ts'
import { type HostileProxy, startHostileProxy } from '../support/hostileProxy.ts'
import { foldedTexts } from '../support/sessionLog.ts'
import { startServer, type TestServer } from '../support/startServer.ts'

/** The offsets of the views that the browser keeps of the page's server. */
async function keptOffsets(page: Page): Promise<(string | null)[]> {
  return page.evaluate(async () => {
    const wait = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    const offsets: (string | null)[] = []
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await wait(indexedDB.open(name))
      if (database.objectStoreNames.contains('views')) {
        const rows = await wait(database.transaction('views').objectStore('views').getAll())
        offsets.push(...rows.map((row: { offset: string | null }) => row.offset))
      }
      database.close()
    }
    return offsets
  })
}

test.describe('the tabs of a browser, and what it keeps', () => {
  let server: TestServer
  let proxy: HostileProxy
  test.afterEach(async () => {
    await proxy?.close()
    await server.dispose()
  })

  const openTabs = async (context: BrowserContext, count: number, session: string): Promise<ChatPage[]> => {
    const tabs: ChatPage[] = []
    for (let index = 0; index < count; index++)
      tabs.push(await openChat(await context.newPage(), proxy.url, session))
    return tabs
  }

  test('[C6] five tabs have one socket, and closing any in the middle of a word takes nothing from the others', async ({
    context,
  }) => {
    server = await startServer({ tokensPerSecond: 80 })
    proxy = await startHostileProxy(server.port)
    const tabs = await openTabs(context, 5, 'five')
    await tabs[1]?.send('Please write 300 words.')
    for (const tab of tabs) await tab.hasStreamed(60)
    expect(proxy.sockets).toBe(1)
    await tabs[1]?.page.close()
    await tabs[0]?.hasStreamed(400)
    await tabs[0]?.page.close()
    for (const tab of tabs.slice(2)) {
      await tab.settled()
      expect(await tab.takenBack()).toEqual([])
      await expectWhole(tab, server.url, 'five')
    }
    expect(proxy.sockets).toBe(1)
    for (const tab of tabs.slice(2)) await tab.page.close()
    await expect.poll(() => proxy.sockets).toBe(0)
  })

  test('[C6] a tab that is frozen is caught up when it wakes, whole', async ({ context }) => {
    server = await startServer({ tokensPerSecond: 400, flushMs: 1 })
    proxy = await startHostileProxy(server.port)
    const [frozen, awake] = (await openTabs(context, 2, 'frozen')) as [ChatPage, ChatPage]
    await frozen.send('Please write 1500 words.')
    await frozen.hasStreamed(100)
    const devtools = await context.newCDPSession(frozen.page)
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
    await awake.settled()
    await expectWhole(awake, server.url, 'frozen')
    await devtools.send('Page.setWebLifecycleState', { state: 'active' })
    await frozen.settled()
    expect(await frozen.takenBack()).toEqual([])
    await expectWhole(frozen, server.url, 'frozen')
    expect(proxy.sockets).toBe(1)
  })

  test('[W2] a machine that sleeps through an answer has the whole of it soon after it wakes, hours later', async ({
    context,
    page,
  }) => {
    server = await startServer({ tokensPerSecond: 400, flushMs: 1 })
    proxy = await startHostileProxy(server.port)
    await page.addInitScript(() => {
      const now = Date.now
      let slept = 0
      Date.now = () => now() + slept
      Object.assign(window, {
        wakeAfter: (ms: number) => {
          slept = ms
        },
      })
    })
    const chat = await openChat(page, proxy.url, 'asleep')
    await chat.send('Please write 400 words.')
    await chat.hasStreamed(100)
    const devtools = await context.newCDPSession(page)
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
    proxy.freezeSockets()
    await expect
      .poll(async () => (await readSession(server.url, { agent: 'triage', id: 'asleep' })).view.lastOutcome, {
        timeout: 60_000,
      })
      .toBe('completed')
    await devtools.send('Page.setWebLifecycleState', { state: 'active' })
    const wakeAfter = (ms: number) => (window as unknown as { wakeAfter(ms: number): void }).wakeAfter(ms)
    await page.evaluate(wakeAfter, 8 * 3_600_000)
    await expectWhole(chat, server.url, 'asleep', 10_000)
    await chat.settled()
    expect(await chat.takenBack()).toEqual([])
    expect((await chat.statusWords()).filter(word => /refused|fail|error/i.test(word))).toEqual([])
  })

  test('[C10] a page that opens while the server is away paints the conversation that it knows, and goes on from there', async ({
    context,
    page,
  }) => {
    server = await startServer({ tokensPerSecond: 400 })
    proxy = await startHostileProxy(server.port)
    const chat = await openChat(page, proxy.url, 'kept')
    await chat.send('Please write 80 words.')
    await expect(page.locator('[data-sluice="message"]')).toHaveCount(2)
    await chat.settled()
    const known = await foldedTexts(server.url, 'triage', 'kept')
    const { offset } = (await readSession(server.url, { agent: 'triage', id: 'kept' })).view
    await expect.poll(() => keptOffsets(page)).toContain(offset)
    await page.close()
    proxy.setPasses('pages')
    const next = await openChat(await context.newPage(), proxy.url, 'kept')
    await expect.poll(() => next.texts()).toEqual(known)
    await expect.poll(() => next.connection()).not.toBe('')
    await next.send('Are you there?')
    await expect(next.page.locator('[data-sluice="outbox"]')).toHaveCount(1)
    proxy.setPasses('all')
    await expect(next.page.locator('[data-sluice="outbox"]')).toHaveCount(0)
    await next.settled()
    expect(await next.takenBack()).toEqual([])
    await expectWhole(next, server.url, 'kept')
  })

  test('[C3] what was said offline survives the page and a closed tab, and arrives once', async ({
    context,
    page,
  }) => {
    server = await startServer({ tokensPerSecond: 400 })
    proxy = await startHostileProxy(server.port)
    const chat = await openChat(page, proxy.url, 'offline')
    await chat.send('Please write 5 words.')
    await expect(page.locator('[data-sluice="message"]')).toHaveCount(2)
    await chat.settled()
    proxy.setPasses('pages')
    await expect.poll(() => chat.connection()).not.toBe('')
    await chat.send('First.')
    await chat.send('Second.')
    await expect(page.locator('[data-sluice="outbox"]')).toHaveCount(2)
    await page.reload()
    await expect(page.locator('[data-sluice="outbox"]')).toHaveCount(2)
    // Also what was on the screen a moment ago is.
    await expect(page.locator('[data-sluice="message"]').first()).toBeVisible()
    const other = await openChat(await context.newPage(), proxy.url, 'offline')
    // They belong to the first tab, which alone sends them.
    await expect(other.page.locator('[data-sluice="message"]').first()).toBeVisible()
    await expect(other.page.locator('[data-sluice="outbox"]')).toHaveCount(0)
    await page.close()
    proxy.setPasses('all')
    await expect(other.page.locator('[data-sluice="message"][data-message-role="user"]')).toHaveCount(3)
    await other.settled()
    const texts = await foldedTexts(server.url, 'triage', 'offline')
    expect(texts.filter(text => text === 'First' || text === 'Second')).toEqual(['First', 'Second'])
  })

  test('[W4] where sockets are held up the same frames travel by requests, and go back by themselves', async ({
    page,
  }) => {
    server = await startServer({ tokensPerSecond: 60 })
    proxy = await startHostileProxy(server.port)
    proxy.setPasses('requests')
    const chat = await openChat(page, proxy.url, 'requests')
    await chat.send('Please write 200 words.')
    await chat.hasStreamed(200)
    expect(proxy.sockets).toBe(0)
    proxy.setPasses('all')
    await expect.poll(() => proxy.sockets, { timeout: 80_000 }).toBe(1)
    await chat.settled()
    expect(await chat.takenBack()).toEqual([])
    await expectWhole(chat, server.url, 'requests')
    const { envelopes } = await readSession(server.url, { agent: 'triage', id: 'requests' })
    expect(envelopes.filter(({ event }) => event.type === 'message.added')).toHaveLength(2)
  })
})
