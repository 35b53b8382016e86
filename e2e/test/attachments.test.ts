import { expect, test } from '@playwright/test'
import { openChat } from '../support/chatPage.ts'
import { startServer } from '../support/startServer.ts'

const orders = { name: 'orders.csv', mimeType: 'text/csv', buffer: Buffer.alloc(400_000, 'order;') }

test('[S15][K14][K26] a file says how much of it was sent over a slow way, goes with the message, and is in a fork of it', async ({
  page,
}) => {
  const server = await startServer({ tokensPerSecond: 2_000 })
  try {
    const chat = await openChat(page, server.url, 'attached')
    const network = await page.context().newCDPSession(page)
    const throttle = (uploadThroughput: number) =>
      network.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput,
      })
    await throttle(200_000)
    const choosing = page.waitForEvent('filechooser')
    await page.getByTitle('Attach files').click()
    await (await choosing).setFiles(orders)
    const bar = page.getByRole('progressbar', { name: 'Uploading orders.csv' })
    await expect
      .poll(() => bar.evaluate((element: HTMLProgressElement) => element.position), { intervals: [20] })
      .toBeGreaterThan(0.1)
    expect(await bar.evaluate((element: HTMLProgressElement) => element.position)).toBeLessThan(1)
    await throttle(-1)
    await expect(bar).toHaveCount(0)
    await chat.send('With these 41 orders the last page is missing.')
    await expect(page.locator('[data-sluice="message-file"]')).toContainText('orders.csv')
    const before = page.url()
    await page.getByTitle('Fork from here').first().click()
    await expect.poll(() => page.url()).not.toBe(before)
    await expect(page.locator('[data-sluice="message-file"]')).toContainText('orders.csv')
    await expect(page.locator('[data-sluice="composer-input"]')).toBeFocused()
  } finally {
    await server.dispose()
  }
})
