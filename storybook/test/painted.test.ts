import { expect } from '@playwright/test'
import { playStory, test } from './storyTest.ts'

test.use({ viewport: { width: 1440, height: 900 } })

/** A page with nothing but a composer takes less than 20 kB, one with messages more than 80. */
const WITH_MESSAGES_BYTES = 40_000

test('[F7] what is read is painted where older history moves it far, before anybody scrolls', async ({
  page,
  url,
}) => {
  expect(await playStory(page, url, 'chat-thread--older-history-of-a-long-thread')).toBe(true)
  await expect.poll(async () => (await page.screenshot()).length).toBeGreaterThan(WITH_MESSAGES_BYTES)
})
