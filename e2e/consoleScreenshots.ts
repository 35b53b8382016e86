import { mkdirSync, readFileSync } from 'node:fs'
import { chromium, type Page } from 'playwright-core'
import { chromiumLaunch } from '../scripts/chromium.ts'
import buildOnce from './support/buildPages.ts'
import { startServer } from './support/startServer.ts'

const folder = new URL('../docs/console/', import.meta.url)
const file = (name: string) => new URL(name, folder).pathname

async function picture(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0)
  await page.screenshot({ path: file(`${name}.png`), animations: 'disabled' })
  console.log(`docs/console/${name}.png`)
}

/** Takes the pictures of the console's README: one session of the demo in each panel, a narrow one, and a file without a server. */
async function takeScreenshots(): Promise<void> {
  buildOnce()
  mkdirSync(folder, { recursive: true })
  const server = await startServer({ tokensPerSecond: 300 })
  const browser = await chromium.launch(chromiumLaunch())
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, acceptDownloads: true })
    await page.goto(`${server.url}/?session=bug-7`)
    await page.locator('[data-sluice="suggestion"]').first().click()
    const approve = page.locator('[data-sluice="approval-approve"]')
    await approve.waitFor({ timeout: 60_000 })
    await approve.click()
    await page.getByText('I would release this as a patch').waitFor({ timeout: 60_000 })
    const address = `${server.url}/console/?session=triage/bug-7`
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      await page.setViewportSize({ width: 1440, height: 900 })
      await page.goto(address)
      const track = page.getByRole('slider')
      await page.locator('[data-phase="live"]').first().waitFor()
      await track.focus()
      await track.press('A')
      await page.locator('[data-selected]').first().waitFor()
      await picture(page, `time-travel-${scheme}`)
      await page.getByRole('tab', { name: 'Waterfall' }).click()
      await picture(page, `waterfall-${scheme}`)
      await page.getByRole('button', { name: 'Export' }).click()
      await picture(page, `export-${scheme}`)
      await page.keyboard.press('Escape')
      await page.setViewportSize({ width: 390, height: 844 })
      await picture(page, `narrow-${scheme}`)
    }
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.getByRole('button', { name: 'Export' }).click()
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    const saved = await (await saving).path()
    await page.goto(`${server.url}/console/`)
    await page.locator('input[type=file]').setInputFiles({
      name: 'triage-bug-7.sluice',
      mimeType: 'application/x-ndjson',
      buffer: readFileSync(saved),
    })
    await page.getByRole('slider').waitFor()
    await server.kill()
    await picture(page, 'file')
  } finally {
    await browser.close()
    await server.dispose()
  }
}

await takeScreenshots()
