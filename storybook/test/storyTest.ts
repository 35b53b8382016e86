import { type Browser, test as base, expect, type Page } from '@playwright/test'
import { serveStories } from './serveStories.ts'

/** The page of each browser. */
const pages = new WeakMap<Browser, Page>()

/** Takes a page back to how it was when it was opened: blank, without what was stored, without listeners. */
async function leaveStory(page: Page, url: string): Promise<void> {
  await page.removeAllListeners(undefined, { behavior: 'wait' })
  await page.goto('about:blank')
  await page.context().clearCookies()
  const session = await page.context().newCDPSession(page)
  await session.send('Storage.clearDataForOrigin', { origin: url, storageTypes: 'all' })
  await session.detach()
  await page.emulateMedia({ media: null, colorScheme: null, reducedMotion: null, contrast: null })
}

/**
 * A test with the address of the built storybook, and a page that shows one story after the other: each is loaded anew, but what it is made of was
 * read by the browser before. A page of its own for each would take half of the time. After a test that fails, Playwright starts another browser.
 */
export const test = base.extend<object, { url: string }>({
  url: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright asks for a pattern
    async ({}, use) => {
      const server = await serveStories()
      await use(server.url)
      server.close()
    },
    { scope: 'worker' },
  ],
  page: async ({ browser, url, viewport, timezoneId, locale }, use) => {
    const options = { viewport, ...(timezoneId && { timezoneId }), ...(locale && { locale }) }
    const page = pages.get(browser) ?? (await browser.newPage(options))
    pages.set(browser, page)
    await use(page)
    await leaveStory(page, url)
  },
})

/** How far Storybook is with the story. */
const phaseOf = (page: Page) =>
  page.evaluate(() => {
    const { __STORYBOOK_PREVIEW__: preview } = window as {
      __STORYBOOK_PREVIEW__?: { currentRender?: { phase?: string } }
    }
    return preview?.currentRender?.phase ?? ''
  })

/** Opens a story in the light scheme and waits until it is drawn and played; tells whether it was played to its end. */
export async function playStory(page: Page, url: string, id: string): Promise<boolean> {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(`${url}/iframe.html?id=${id}&viewMode=story&globals=theme:light`)
  await expect(page.locator('#storybook-root > *').first()).toBeVisible()
  // What a story plays is part of it, and fails it.
  await expect.poll(() => phaseOf(page), { timeout: 15_000 }).toMatch(/finished|errored|aborted/)
  return (await phaseOf(page)) === 'finished'
}
