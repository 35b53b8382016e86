import { expect, test } from '@playwright/test'
import { readSession } from '@sluice/testkit'
import { expectWhole, openChat } from '../support/chatPage.ts'
import { type HostileProxy, seeded, startHostileProxy } from '../support/hostileProxy.ts'
import { foldedTexts } from '../support/sessionLog.ts'
import { startServer, type TestServer } from '../support/startServer.ts'

const SEED = 20_261_122

test.describe('a conversation over a bad connection', () => {
  let server: TestServer
  let proxy: HostileProxy
  test.afterEach(async () => {
    await proxy?.close()
    await server.dispose()
  })

  test('[C4][S3] a reload in the middle of a word shows the text at once and goes on', async ({ page }) => {
    server = await startServer({ tokensPerSecond: 60 })
    const chat = await openChat(page, server.url, 'reloaded')
    await chat.send('Please write 220 words.')
    await chat.hasStreamed(200)
    const before = await chat.texts()
    await page.reload()
    await expect.poll(async () => (await chat.texts()).length, { intervals: [10] }).toBe(2)
    const [question, answer] = await chat.texts()
    expect(question).toBe(before[0])
    expect(answer?.startsWith(before[1] ?? 'nothing')).toBe(true)
    await chat.settled()
    expect(await chat.takenBack()).toEqual([])
    await expectWhole(chat, server.url, 'reloaded')
  })

  test(`[W1][C3] two hundred cuts at random bytes lose nothing, repeat nothing and keep the order (seed ${SEED})`, async ({
    page,
  }) => {
    test.setTimeout(300_000)
    server = await startServer({ tokensPerSecond: 300, flushMs: 1 })
    const random = seeded(SEED)
    let cuts = 0
    proxy = await startHostileProxy(server.port, () =>
      cuts++ < 200 ? Math.floor(500 + random() * 8_000) : null,
    )
    const chat = await openChat(page, proxy.url, 'cut')
    await chat.send('Please write 6000 words.')
    // How long all of them take is the machine's; that they go on is the client's.
    for (let cut = 1; cut <= 200; cut++) await expect.poll(() => proxy.cuts).toBeGreaterThanOrEqual(cut)
    expect(proxy.cuts).toBe(200)
    await chat.settled()
    await expectWhole(chat, server.url, 'cut')
    expect(await chat.takenBack()).toEqual([])
    expect((await readSession(server.url, { agent: 'triage', id: 'cut' })).envelopes.length).toBeGreaterThan(
      2_000,
    )
  })

  test('[W2] a socket that stands while nothing comes through it is given up, and nothing is lost', async ({
    page,
  }) => {
    server = await startServer({ tokensPerSecond: 60 })
    proxy = await startHostileProxy(server.port)
    const chat = await openChat(page, proxy.url, 'half-open')
    await chat.send('Please write 150 words.')
    await chat.hasStreamed(100)
    proxy.freezeSockets()
    await expect.poll(() => proxy.opened, { timeout: 40_000 }).toBe(2)
    await chat.settled()
    expect(await chat.takenBack()).toEqual([])
    await expectWhole(chat, server.url, 'half-open')
  })

  test('[W1][S4] a way of a few kilobytes a second, half a second long, brings everything in order', async ({
    page,
  }) => {
    server = await startServer({ tokensPerSecond: 300 })
    proxy = await startHostileProxy(server.port)
    const chat = await openChat(page, proxy.url, 'slow')
    // What the page still loads would take the slow way too.
    await expect.poll(() => proxy.sockets).toBe(1)
    await expect.poll(() => chat.connection()).toBe('')
    proxy.setWay({ latencyMs: 500, bytesPerSecond: 4_000 })
    proxy.setDown(true)
    await expect.poll(() => chat.connection()).not.toBe('')
    proxy.setDown(false)
    await chat.send('Please write 120 words.')
    await expect(page.locator('[data-sluice="message"][data-message-role="user"]')).toHaveCount(1)
    await expect(page.locator('[data-sluice="outbox"]')).toHaveCount(0)
    await expectWhole(chat, server.url, 'slow', 90_000)
    expect(await chat.takenBack()).toEqual([])
  })

  test('[C3][W5] a message that is sent while the server is down arrives exactly once when it is back', async ({
    page,
  }) => {
    server = await startServer({ tokensPerSecond: 400 })
    proxy = await startHostileProxy(server.port)
    const chat = await openChat(page, proxy.url, 'down')
    await chat.send('Please write 5 words.')
    await expect(page.locator('[data-sluice="message"]')).toHaveCount(2)
    await chat.settled()
    await server.kill()
    await expect.poll(() => chat.connection()).not.toBe('')
    await chat.send('Is anybody there?')
    await expect(page.locator('[data-sluice="outbox"]')).toHaveCount(1)
    await server.start()
    await expect(page.locator('[data-sluice="outbox"]')).toHaveCount(0)
    await expect(page.locator('[data-sluice="message"][data-message-role="user"]')).toHaveCount(2)
    await chat.settled()
    await expectWhole(chat, server.url, 'down')
    const texts = await foldedTexts(server.url, 'triage', 'down')
    expect(texts.filter(text => text === 'Isanybodythere')).toHaveLength(1)
  })
})
