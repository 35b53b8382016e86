import { expect, type Page, test } from '@playwright/test'
import { expectWhole, openChat } from '../support/chatPage.ts'
import { startServer, type TestServer } from '../support/startServer.ts'

let server: TestServer
test.beforeEach(async () => {
  server = await startServer({ tokensPerSecond: 60 })
})
test.afterEach(async () => {
  await server.dispose()
})

const item = (page: Page, text: string) => page.locator('[data-sluice="queue-item"]', { hasText: text })
const queue = (page: Page) => page.locator('[data-sluice="queue-content"]')

test('[R4][W5] what is queued is edited and taken back from any tab, outlives a killed server, and a stop loses none of it', async ({
  context,
}) => {
  const first = await openChat(await context.newPage(), server.url, 'queued')
  const second = await openChat(await context.newPage(), server.url, 'queued')
  await first.send('Please write 2000 words.')
  await second.hasStreamed(40)
  await first.send('Is this one edited?')
  await second.send('Is this one taken back?')
  await first.send('Does this one stay?')
  for (const { page } of [first, second]) await expect(queue(page)).toHaveCount(3)

  await item(second.page, 'edited').getByRole('button', { name: 'Edit' }).click()
  const field = second.page.getByRole('textbox', { name: 'Queued message' })
  await expect(field).toBeFocused()
  await field.fill('This one was edited.')
  await field.press('Enter')
  await item(first.page, 'taken back').getByRole('button', { name: 'Take back' }).click()
  const left = ['This one was edited.', 'Does this one stay?']
  for (const { page } of [first, second]) await expect(queue(page)).toHaveText(left)
  await server.kill()
  await expect.poll(() => first.connection()).toContain('Reconnecting')
  await server.start()
  await second.page.reload()
  for (const { page } of [first, second]) await expect(queue(page)).toHaveText(left)

  await first.page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(queue(second.page)).toHaveCount(0, { timeout: 60_000 })
  const said = second.page.locator(
    '[data-sluice="message"][data-message-role="user"] [data-sluice="message-text"]',
  )
  await expect(said).toHaveText(['Please write 2000 words.', ...left])
  await first.settled()
  await expect(first.page.locator('[data-sluice="run-end"]')).toHaveCount(1)
  await expectWhole(first, server.url, 'queued')
  await expectWhole(second, server.url, 'queued')
})
