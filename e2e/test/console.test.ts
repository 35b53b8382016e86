import { expect, type Locator, type Page, test } from '@playwright/test'
import { readSession } from '@sluice/testkit'
import { openChat } from '../support/chatPage.ts'
import { drawnTexts } from '../support/drawnTexts.ts'
import { foldedTexts } from '../support/sessionLog.ts'
import { startServer, type TestServer } from '../support/startServer.ts'

const REPORT = 'With 41 orders and ten to a page, the last page is missing. Please triage.'
const SESSION = 'watched'
const ref = { agent: 'triage', id: SESSION }

let server: TestServer
test.beforeEach(async () => {
  server = await startServer({ tokensPerSecond: 200 })
})
test.afterEach(async () => {
  await server.dispose()
})

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const rowsOf = (page: Page) => region(page, 'Log').locator('[data-row]')
const sessionRows = (page: Page) => region(page, 'Sessions').locator('tbody tr')

/** What the log's header says of its length. */
async function countOf(page: Page): Promise<number> {
  const text = (await region(page, 'Log').locator('header').textContent()) ?? ''
  return Number(/([\d,]+) events/.exec(text)?.[1]?.replace(',', '') ?? 0)
}

/** What the rows of a column say, from top to bottom. */
const column = async (rows: Locator, name: string) =>
  (await rows.locator(`[data-column="${name}"]`).allTextContents()).map(text => text.trim())

/** Has the console say whether it was ever loaded again. */
async function markPage(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate(() => Object.assign(window, { isFirst: true }))
  return () => page.evaluate(() => 'isFirst' in window)
}

/** Waits until the conversation of the console is the fold of the log up to an offset, text by text. */
async function expectViewAt(page: Page, offset: string | null): Promise<void> {
  const wanted = (await foldedTexts(server.url, 'triage', SESSION, offset)).filter(text => text !== '')
  await expect
    .poll(async () => (await drawnTexts(region(page, 'View'))).filter(text => text !== ''))
    .toEqual(wanted)
}

/** The place of a delta in the middle of the text that was said last. */
function middleOfLastText(envelopes: readonly { readonly event: object }[]): number {
  const events = envelopes.map(({ event }) => event as { type: string; kind?: string; part?: string })
  const text = events.findLast(({ type, kind }) => type === 'part.added' && kind === 'text')?.part
  const deltas = events.flatMap(({ type, part }, index) =>
    type === 'part.delta' && part === text ? [index] : [],
  )
  return deltas[Math.floor(deltas.length / 2)] ?? -1
}

/** Sends a report, and waits until the agent asks before it changes a file. */
async function triageUntilAsked(page: Page, session = SESSION) {
  const chat = await openChat(page, server.url, session)
  await chat.send(REPORT)
  await expect(chat.approve()).toBeVisible({ timeout: 60_000 })
  return chat
}

test('[S13] the sessions appear and change in plain words without a reload', async ({ page, context }) => {
  await page.goto(`${server.url}/console/`)
  await expect(page.getByText('No sessions yet')).toBeVisible()
  await expect(page.getByRole('banner').getByRole('status')).toContainText('Connected')
  const isSamePage = await markPage(page)
  const chat = await openChat(await context.newPage(), server.url, SESSION)
  await chat.send(REPORT)
  const row = sessionRows(page).first()
  await expect(row).toContainText(REPORT)
  await expect(row).toContainText(`triage/${SESSION}`)
  await expect(row).toContainText('Running')
  await expect(row).toContainText('Waiting for 1 approval', { timeout: 60_000 })
  await page.getByRole('button', { name: 'Waiting 1' }).click()
  await expect(sessionRows(page)).toHaveCount(1)
  await page.getByRole('button', { name: 'Failed 0' }).click()
  await expect(page.getByText('No session matches the filter.')).toBeVisible()
  await page.getByRole('button', { name: 'All', exact: true }).click()
  const second = await openChat(await context.newPage(), server.url, 'second')
  await second.send('What can you do?')
  await expect(sessionRows(page)).toHaveCount(2)
  await expect(row).toContainText('What can you do?')
  await chat.approve().click()
  await second.settled()
  await chat.settled()
  await expect(row).toContainText(REPORT)
  expect(await column(sessionRows(page), 'status')).toEqual(['Idle', 'Idle'])
  expect(await isSamePage()).toBe(true)
})

test('[W1][C9] the log of a triage grows in few rows, is filtered, and shows the view at any offset', async ({
  page,
  context,
}) => {
  await page.goto(`${server.url}/console/`)
  const isSamePage = await markPage(page)
  const chat = await openChat(await context.newPage(), server.url, SESSION)
  await chat.send(REPORT)
  await sessionRows(page).first().getByRole('link').click()
  const follow = region(page, 'Log').getByRole('button', { name: /^Follow/ })

  // It grows while it is watched, its end stays in sight, and a window of another size changes nothing of that.
  const first = await countOf(page)
  await expect.poll(() => countOf(page)).toBeGreaterThan(first + 20)
  await page.setViewportSize({ width: 390, height: 844 })
  const narrow = await countOf(page)
  await expect.poll(() => countOf(page)).toBeGreaterThan(narrow + 20)
  await page.setViewportSize({ width: 1440, height: 900 })
  await expect(chat.approve()).toBeVisible({ timeout: 60_000 })
  await expect(follow).toHaveText('Following')
  const { envelopes } = await readSession(server.url, ref)
  expect(envelopes.length).toBeGreaterThan(200)
  await expect.poll(() => countOf(page)).toBe(envelopes.length)
  const last = `${envelopes.length}_${envelopes.at(-1)?.offset.split('_')[1]}`
  await expect.poll(async () => (await column(rowsOf(page), 'offset')).at(-1)).toBe(last)
  expect(await rowsOf(page).count()).toBeLessThan(120)
  const types = await column(rowsOf(page), 'type')
  expect(types).toEqual(envelopes.slice(-types.length).map(({ event }) => event.type))
  expect(await isSamePage()).toBe(true)

  // Families.
  const tools = envelopes.filter(({ event }) => event.type.startsWith('tool.'))
  await region(page, 'Log')
    .getByRole('button', { name: `tool ${tools.length}`, exact: true })
    .click({ modifiers: ['Shift'] })
  await expect(region(page, 'Log')).toContainText(`${tools.length} of ${envelopes.length} events`)
  expect(await column(rowsOf(page), 'type')).toEqual(tools.map(({ event }) => event.type))
  expect(page.url()).toContain('events=tool')

  // One event whole.
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const settled = tools.findLastIndex(({ event }) => event.type === 'tool.settled')
  await rowsOf(page).nth(settled).click()
  const detail = region(page, 'Event')
  await expect(detail).toContainText(tools[settled]?.offset ?? 'nothing')
  await expect(detail.getByRole('tree')).toContainText('type: "tool.settled"')
  await detail.getByRole('button', { name: 'Copy JSON' }).click()
  await expect(detail.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toEqual(tools[settled])
  await expectViewAt(page, tools[settled]?.offset ?? null)
  await page.getByRole('button', { name: 'All', exact: true }).last().click()

  // The past: event by event, from a link, and while the log grows.
  const inWord = middleOfLastText(envelopes)
  const at = envelopes[inWord]?.offset ?? ''
  await page.goto(`${server.url}/console/?session=triage/${SESSION}&offset=${at}`)
  await expectViewAt(page, at)
  for (let back = 1; back <= 12; back++) {
    await page.getByRole('grid', { name: 'Log' }).press('ArrowUp')
    await expect(detail).toContainText(envelopes[inWord - back]?.offset ?? 'nothing')
    await expectViewAt(page, envelopes[inWord - back]?.offset ?? null)
  }
  for (const part of [0.3, 0.6]) {
    const { offset = '' } = envelopes[Math.floor(envelopes.length * part)] ?? {}
    await page.goto(`${server.url}/console/?session=triage/${SESSION}&offset=${offset}`)
    await expectViewAt(page, offset)
  }
  const past = await drawnTexts(region(page, 'View'))
  await chat.approve().click()
  await chat.settled()
  await expect(follow).toContainText('new')
  expect(await drawnTexts(region(page, 'View'))).toEqual(past)
  await page.getByRole('button', { name: 'Back to live', exact: true }).click()
  await expectViewAt(page, null)
  await expect.poll(() => countOf(page)).toBe((await readSession(server.url, ref)).envelopes.length)
})

test('[C2] a console says that its connection is gone, and goes on where it was when the server is back', async ({
  page,
  context,
}) => {
  const chat = await triageUntilAsked(await context.newPage())
  await page.goto(`${server.url}/console/?session=triage/${SESSION}`)
  const connection = page.getByRole('banner').getByRole('status')
  await expect(connection).toContainText('Connected')
  await expect(region(page, 'Log').locator('[data-phase="live"]')).toBeVisible()
  const isSamePage = await markPage(page)
  const before = await countOf(page)
  await server.kill()
  await expect(connection).toContainText('Reconnecting')
  await expect(region(page, 'Log').locator('[data-phase="live"]')).toHaveCount(0)
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await expect(connection.getByRole('button', { name: 'Try now' })).toBeInViewport({ ratio: 1 })
  await page.setViewportSize({ width: 1440, height: 900 })
  expect(await countOf(page)).toBe(before)
  await server.start()
  await expect(connection).toContainText('Connected', { timeout: 30_000 })
  await expect(region(page, 'Log').locator('[data-phase="live"]')).toBeVisible()
  await chat.approve().click()
  await chat.settled()
  const { envelopes } = await readSession(server.url, ref)
  await expect.poll(() => countOf(page)).toBe(envelopes.length)
  const types = await column(rowsOf(page), 'type')
  expect(types).toEqual(envelopes.slice(-types.length).map(({ event }) => event.type))
  await expectViewAt(page, null)
  expect(await isSamePage()).toBe(true)
})
