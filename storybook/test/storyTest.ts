import { test as base, expect, type Page } from '@playwright/test'
import { serveStories } from './serveStories.ts'

/** A test with the address of the built storybook. */
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
