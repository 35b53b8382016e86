import { readFileSync, writeFileSync } from 'node:fs'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { readSession } from '@sluice/testkit'
import { openChat } from '../support/chatPage.ts'
import { drawnTexts } from '../support/drawnTexts.ts'
import { foldedTexts } from '../support/sessionLog.ts'
import { startServer, type TestServer } from '../support/startServer.ts'

const REPORT = 'With 41 orders and ten to a page, the last page is missing. Please triage.'
const SESSION = 'watched'

let server: TestServer
test.beforeEach(async () => {
  server = await startServer({ tokensPerSecond: 600 })
})
test.afterEach(async () => {
  await server.dispose()
})

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const track = (page: Page): Locator => page.getByRole('slider')
const textsOf = async (page: Page) => (await drawnTexts(region(page, 'View'))).filter(text => text !== '')
const foldedAt = async (offset: string | null) =>
  (await foldedTexts(server.url, 'triage', SESSION, offset)).filter(text => text !== '')

/** Saves the session that is looked at as a file. */
async function save(page: Page, path: string): Promise<string> {
  await page.getByRole('button', { name: 'Export' }).click()
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await (await saving).saveAs(path)
  return path
}

/** Places from 0 to 1 that are the same in each run of a seed (a linear congruential generator with the numbers of Numerical Recipes). */
function placesOf(seed: number, count: number): readonly number[] {
  let state = seed
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  })
}

/** Has the agent work until it asks, lets it go on, and reads the log. */
async function triage(page: Page) {
  const chat = await openChat(page, server.url, SESSION)
  await chat.send(REPORT)
  await chat.approve().click({ timeout: 60_000 })
  await chat.settled()
  const { envelopes } = await readSession(server.url, { agent: 'triage', id: SESSION })
  return envelopes
}

test('[D2] the track is dragged and stepped by keys, what is drawn is the fold at that offset, and a link restores it', async ({
  page,
  browser,
}) => {
  const envelopes = await triage(page)
  await page.goto(`${server.url}/console/?session=triage/${SESSION}`)
  await expect(track(page)).toHaveAttribute('aria-valuemax', String(envelopes.length))
  const box = await track(page).boundingBox()
  if (box === null) throw new Error('The track is not drawn.')
  await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2)
  await page.mouse.down()
  for (const part of [0.7, 0.2, 0.85, 0.5])
    await page.mouse.move(box.x + box.width * part, box.y + 10, { steps: 8 })
  expect(page.url()).not.toContain('offset=')
  await page.mouse.up()
  const shown = async () => Number(await track(page).getAttribute('aria-valuenow'))
  expect(await shown()).toBeGreaterThan(envelopes.length * 0.4)
  const offsetShown = async () => envelopes[(await shown()) - 1]?.offset ?? ''
  await expect.poll(() => textsOf(page)).toEqual(await foldedAt(await offsetShown()))

  const asked = envelopes.findIndex(({ event }) => event.type === 'approval.requested')
  await track(page).press('Escape')
  await track(page).press('A')
  expect(await shown()).toBe(asked + 1)
  await expect(region(page, 'Event')).toContainText(envelopes[asked]?.offset ?? 'nothing')
  await expect.poll(() => textsOf(page)).toEqual(await foldedAt(envelopes[asked]?.offset ?? null))
  await page.getByRole('tab', { name: 'Waterfall' }).press('Enter')
  const selected = region(page, 'Waterfall').locator('[aria-selected="true"]')
  await expect(selected).toContainText('edit_file')
  await expect(selected.locator('[data-segment="waiting"]')).toBeVisible()

  const fresh = await (await browser.newContext()).newPage()
  await fresh.goto(page.url())
  await expect(region(fresh, 'Waterfall').locator('[aria-selected="true"]')).toContainText('edit_file')
  await expect.poll(() => textsOf(fresh)).toEqual(await foldedAt(envelopes[asked]?.offset ?? null))
})

test('[D2] playing goes through the log to its end by itself', async ({ page }) => {
  const envelopes = await triage(page)
  await page.goto(`${server.url}/console/?session=triage/${SESSION}`)
  await expect(track(page)).toHaveAttribute('aria-valuemax', String(envelopes.length))
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('16')
  await page.getByRole('button', { name: 'Play' }).click()
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
  await expect(track(page)).toHaveAttribute('aria-valuenow', String(envelopes.length), { timeout: 30_000 })
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible()
  await expect.poll(() => textsOf(page)).toEqual(await foldedAt(null))
})

test('[D1] a session is saved as a file and looked at with no server, and a broken one leaves the console usable', async ({
  page,
}, info) => {
  const envelopes = await triage(page)
  await page.goto(`${server.url}/console/?session=triage/${SESSION}`)
  await expect(track(page)).toHaveAttribute('aria-valuemax', String(envelopes.length))
  const whole = await save(page, info.outputPath('whole.sluice'))
  const cut = info.outputPath('cut.sluice')
  const text = readFileSync(whole, 'utf8')
  writeFileSync(cut, text.slice(0, text.length / 2))
  const middle = envelopes[Math.floor(envelopes.length / 2)]?.offset ?? ''
  const wanted = { end: await foldedAt(null), middle: await foldedAt(middle) }

  await page.goto(`${server.url}/console/`)
  const choose = page.locator('input[type=file]')
  await choose.setInputFiles(cut)
  await expect(page.getByRole('alert')).toContainText('cut.sluice was not opened. Line ')
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await choose.setInputFiles(whole)
  await expect(track(page)).toBeVisible()
  await server.kill()
  await expect(track(page)).toHaveAttribute('aria-valuemax', String(envelopes.length))
  await expect.poll(() => textsOf(page)).toEqual(wanted.end)
  await track(page).press('Home')
  for (let step = 0; step < Math.floor(envelopes.length / 2); step++) await track(page).press('ArrowRight')
  await expect.poll(() => textsOf(page)).toEqual(wanted.middle)
  await page.getByRole('tab', { name: 'Context' }).click()
  await expect(region(page, 'View')).toContainText('tokens in all')
  await page.locator('summary', { hasText: 'Instructions' }).click()
  await expect(region(page, 'View')).toContainText('You look into bug reports')
  await page.getByRole('tab', { name: 'State' }).click()
  await expect(region(page, 'Patches')).toContainText('/plan')
  // By keys alone, and with no server: text is found, and an event is copied for a shell.
  await page.getByRole('searchbox', { name: 'Find in events' }).focus()
  await page.keyboard.type('EDIT_file')
  const held = envelopes.filter(({ event }) => JSON.stringify(event).includes('edit_file')).length
  await expect(region(page, 'Log')).toContainText(`${held} of ${envelopes.length} events`)
  await page.getByRole('grid', { name: 'Log' }).press('Home')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await region(page, 'Event').getByRole('button', { name: 'cURL' }).press('Enter')
  await expect(region(page, 'Event').getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(
    '/v1/sessions/triage/watched/events',
  )
  await page.getByRole('tab', { name: 'Log', exact: true }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(region(page, 'Waterfall')).toContainText('run_tests')
  await page.getByRole('button', { name: 'Close file' }).press('Enter')
  await expect(region(page, 'Sessions')).toBeVisible()
})

test('[C9][F6] two consoles, one live and one on a file, and the chat agree at every offset with the fold of the log', async ({
  page,
  context,
}, info) => {
  const envelopes = await triage(page)
  const live = await context.newPage()
  await live.goto(`${server.url}/console/?session=triage/${SESSION}`)
  await expect(track(live)).toHaveAttribute('aria-valuemax', String(envelopes.length))
  const file = await context.newPage()
  await file.goto(`${server.url}/console/`)
  await file.locator('input[type=file]').setInputFiles(await save(live, info.outputPath('whole.sluice')))
  await expect(track(file)).toHaveAttribute('aria-valuemax', String(envelopes.length))
  const end = await foldedAt(null)
  await expect.poll(async () => (await drawnTexts(page)).filter(text => text !== '')).toEqual(end)
  await expect.poll(() => textsOf(live)).toEqual(end)
  await expect.poll(() => textsOf(file)).toEqual(end)

  const box = await track(file).boundingBox()
  if (box === null) throw new Error('The track is not drawn.')
  for (const place of placesOf(20_261_127, 4)) {
    await test.step(`at ${place}`, async () => {
      await file.mouse.click(box.x + box.width * place, box.y + box.height / 2)
      const position = Number(await track(file).getAttribute('aria-valuenow')) - 1
      const offset = envelopes[position]?.offset ?? ''
      await live.goto(`${server.url}/console/?session=triage/${SESSION}&offset=${offset}`)
      const wanted = await foldedAt(offset)
      await expect.poll(() => textsOf(file)).toEqual(wanted)
      await expect.poll(() => textsOf(live)).toEqual(wanted)
      const of = (console: Page) => region(console, 'View').locator('footer').textContent()
      expect(await of(live)).toBe(await of(file))
    })
  }
})
