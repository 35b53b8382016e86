import { chromium } from 'playwright-core'
import { chromiumLaunch } from '../scripts/chromium.ts'
import buildOnce from './support/buildPages.ts'
import { startServer } from './support/startServer.ts'

/** Takes the README's picture: the demo at the moment when the agent asks before it changes a file. */
async function takeScreenshot(): Promise<void> {
  buildOnce()
  const server = await startServer({ tokensPerSecond: 600 })
  const browser = await chromium.launch(chromiumLaunch())
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 2 })
    await page.goto(server.url)
    await page.locator('[data-sluice="suggestion"]').first().click()
    await page.locator('[data-sluice="approval-approve"]').waitFor({ timeout: 60_000 })
    await page.mouse.move(0, 0)
    await page.screenshot({
      path: new URL('../docs/screenshot.png', import.meta.url).pathname,
      animations: 'disabled',
    })
    console.log('docs/screenshot.png')
  } finally {
    await browser.close()
    await server.dispose()
  }
}

await takeScreenshot()
