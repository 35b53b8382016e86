import { mkdirSync, readFileSync } from 'node:fs'
import { chromium, type Page } from 'playwright-core'
import { chromiumLaunch } from '../scripts/chromium.ts'
import { type ConsoleScene, playScene } from './console/playScene.ts'
import buildOnce from './support/buildPages.ts'
import { startServer } from './support/startServer.ts'

const folder = new URL('../docs/console/', import.meta.url)
const file = (name: string) => new URL(name, folder).pathname

const WIDE = { width: 1440, height: 900 }
const NARROW = { width: 390, height: 844 }

async function picture(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0)
  await page.screenshot({ path: file(`${name}.png`), animations: 'disabled' })
  console.log(`docs/console/${name}.png`)
}

/** What is looked at over all sessions. */
async function takePlaces(page: Page, { url }: ConsoleScene, scheme: string): Promise<void> {
  for (const [place, sign] of [
    ['sessions', 'Waiting for 1 approval'],
    ['approvals', 'May src/paginate.js be changed?'],
    ['wakes', 'daily-report'],
    ['usage', 'scripted/script'],
    ['connections', 'Up to date'],
  ] as const) {
    await page.goto(`${url}/console/${place === 'sessions' ? '' : `?place=${place}`}`)
    await page.getByText(sign).first().waitFor({ timeout: 20_000 })
    await picture(page, `${place}-${scheme}`)
  }
}

/** One session in each of its panels, at the moment when a person was asked. */
async function takeSession(page: Page, { url }: ConsoleScene, scheme: string): Promise<void> {
  await page.goto(`${url}/console/?session=triage/bug-7`)
  const track = page.getByRole('slider', { name: 'Offset' })
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
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByText('Next approval').waitFor()
  await picture(page, `palette-${scheme}`)
  await page.keyboard.press('Escape')
  await page.setViewportSize(NARROW)
  await picture(page, `narrow-${scheme}`)
  await page.setViewportSize(WIDE)
}

/** What a model was given, who wrote the state, and a fork with what it came to beside its original. */
async function takeSides(page: Page, { url }: ConsoleScene, scheme: string): Promise<void> {
  await page.goto(`${url}/console/?session=triage/bug-7&side=context`)
  await page.getByText('tokens in all').waitFor()
  await page.locator('summary', { hasText: 'Instructions' }).click()
  await picture(page, `context-${scheme}`)
  await page.goto(`${url}/console/?session=triage/bug-7&side=state&path=/plan`)
  await page.getByRole('region', { name: 'Patches' }).waitFor()
  await picture(page, `state-${scheme}`)
  await page.goto(`${url}/console/?session=triage/bug-7`)
  await page.locator('[data-phase="live"]').first().waitFor()
  await page.getByRole('slider', { name: 'Offset' }).press('A')
  await page.locator('[data-selected]').first().waitFor()
  await page.keyboard.press('f')
  const dialog = page.getByRole('dialog', { name: 'Fork session' })
  await dialog.getByLabel('Id of the new session').fill(`bug-7-${scheme}`)
  await picture(page, `fork-${scheme}`)
  await dialog.getByRole('button', { name: 'Fork', exact: true }).click()
  // The fork has worked to its end, and what differs stands last.
  await page.getByText('Tell me if you would like another solution').last().waitFor({ timeout: 60_000 })
  await page.locator('.sluice-devtools-compare .sluice-devtools-pair').last().scrollIntoViewIfNeeded()
  await picture(page, `compare-${scheme}`)
}

/** A file that was saved here, opened with no server. */
async function takeFile(page: Page, { url }: ConsoleScene, kill: () => Promise<void>): Promise<void> {
  await page.goto(`${url}/console/?session=triage/bug-7`)
  await page.locator('[data-phase="live"]').first().waitFor()
  await page.getByRole('button', { name: 'Export' }).click()
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const saved = await (await saving).path()
  await page.goto(`${url}/console/`)
  await page.locator('input[type=file]').setInputFiles({
    name: 'triage-bug-7.sluice',
    mimeType: 'application/x-ndjson',
    buffer: readFileSync(saved),
  })
  await page.getByRole('slider', { name: 'Offset' }).waitFor()
  await kill()
  await picture(page, 'file')
}

/** Takes the pictures of the console's README: sessions of the demo in each panel, a narrow one, and a file without a server. */
async function takeScreenshots(): Promise<void> {
  buildOnce()
  mkdirSync(folder, { recursive: true })
  const server = await startServer({ tokensPerSecond: 300 })
  const browser = await chromium.launch(chromiumLaunch())
  try {
    const page = await browser.newPage({ viewport: WIDE, acceptDownloads: true })
    const scene = await playScene(page, server.url)
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      await takePlaces(page, scene, scheme)
      await takeSession(page, scene, scheme)
      await takeSides(page, scene, scheme)
    }
    await takeFile(page, scene, server.kill)
  } finally {
    await browser.close()
    await server.dispose()
  }
}

await takeScreenshots()
