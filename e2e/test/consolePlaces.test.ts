import { expect, type Page, test } from '@playwright/test'
import { openChat } from '../support/chatPage.ts'
import { startServer, type TestServer } from '../support/startServer.ts'

const REPORT = 'With 41 orders and ten to a page, the last page is missing. Please triage.'

let server: TestServer
test.beforeEach(async () => {
  server = await startServer({ tokensPerSecond: 600 })
})
test.afterEach(async () => {
  await server.dispose()
})

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

/** Goes to a place by keys alone. */
async function goTo(page: Page, place: string) {
  await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: place }).focus()
  await page.keyboard.press('Enter')
}

/** Tells an agent something without a page. */
async function say(id: string, text: string) {
  const answer = await fetch(`${server.url}/v1/commands`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      session: { agent: 'courier', id },
      commandId: `say-${id}`,
      command: { type: 'message.send', parts: [{ kind: 'text', text }] },
    }),
  })
  expect(answer.status).toBe(200)
}

test('[D3][D11] timers and fibers of all sessions say when they wake, and lead to the steps that were kept', async ({
  page,
}) => {
  await say('reports', 'Please report about parcel R-1 every day.')
  await say('parcel', 'Please deliver parcel D-4.')
  await page.goto(`${server.url}/console/`)
  await goTo(page, 'Timers')
  const wakes = region(page, 'Timers and fibers')
  const rowOf = (table: string, name: string) =>
    wakes.getByRole('region', { name: table }).getByRole('row').filter({ hasText: name })
  const timer = rowOf('Timers', 'daily-report')
  await expect(timer).toContainText('0 9 * * * UTC')
  await expect(timer.locator('[data-column="fires"]')).toContainText(/^in \d+/)
  const fiber = rowOf('Open fibers', 'depot')
  await expect(fiber.locator('[data-column="sleeps"]')).toContainText(/^in \d+/, { timeout: 15_000 })
  await fiber.getByRole('link').press('Enter')
  await page.getByRole('tab', { name: 'Waterfall' }).click()
  const waterfall = region(page, 'Waterfall')
  await expect(waterfall.locator('[data-kind="fiber"]')).toContainText('depot')
  const step = waterfall.locator('[data-kind="step"]')
  await expect(step).toContainText('Step 1')
  await expect(waterfall.locator('[data-kind="fiber"] [data-segment="sleeping"]')).toBeVisible()
  await step.click()
  await expect(region(page, 'Event')).toContainText('fiber.stashed')
  await expect(step).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('f')
  await expect(page.getByRole('dialog', { name: 'Fork session' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox', { name: 'Commands' }).fill('context')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('tab', { name: 'Context' })).toHaveAttribute('aria-selected', 'true')
})

test('[D10][D11][D14] by keys alone: an approval is answered over all sessions, runs are stopped and run again, usage and connections are seen', async ({
  page,
  context,
}) => {
  const chat = await openChat(await context.newPage(), server.url, 'asking')
  await chat.send(REPORT)
  await expect(chat.approve()).toBeVisible({ timeout: 60_000 })
  const other = await openChat(await context.newPage(), server.url, 'stopped')
  await other.send(REPORT)
  await expect(other.approve()).toBeVisible({ timeout: 60_000 })
  await page.goto(`${server.url}/console/`)
  const row = (id: string) =>
    region(page, 'Sessions')
      .locator('tbody tr')
      .filter({ hasText: `triage/${id}` })
  await expect(row('asking').locator('[data-column="waiting"]')).toHaveText('local, 1 answer')

  // Many at once: asked, refused, asked again, done.
  await row('stopped').getByRole('checkbox').focus()
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: 'Stop runs' }).press('Enter')
  await expect(page.getByRole('dialog', { name: 'Stop the runs of 1 session?' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(row('stopped')).toContainText('Waiting for 1 approval')
  await page.getByRole('button', { name: 'Stop runs' }).press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Stop runs' }).press('Enter')
  await expect(page.locator('[data-bulk="stop"]')).toHaveText('1 run stopped')
  await expect(row('stopped')).toContainText('Idle')
  await page.getByRole('button', { name: 'Run again' }).press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Run again' }).press('Enter')
  await expect(page.locator('[data-bulk="retry"]')).toHaveText('1 session runs again')
  await expect(other.approve()).toBeVisible({ timeout: 60_000 })

  await goTo(page, 'Approvals')
  const approvals = region(page, 'Approvals')
  await expect(approvals.getByText('May src/paginate.js be changed?')).toHaveCount(2)
  await approvals.locator('[data-sluice="approval-approve"]').first().press('Enter')
  await expect(approvals.getByText('May src/paginate.js be changed?')).toHaveCount(1, { timeout: 15_000 })
  await chat.settled()

  await goTo(page, 'Usage')
  const usage = region(page, 'Usage')
  await expect(usage.getByRole('img', { name: /^Tokens over time by model/ })).toBeVisible()
  await usage.getByRole('button', { name: 'Tool', exact: true }).press('Enter')
  await usage.getByRole('button', { name: 'Calls', exact: true }).press('Enter')
  const tests = usage.getByRole('row').filter({ hasText: 'run_tests' })
  await expect(tests.locator('[data-column="calls"]')).toHaveText(/^[3-9]$/)
  const fresh = await context.newPage()
  await fresh.goto(page.url())
  await expect(region(fresh, 'Usage').getByRole('button', { name: 'Calls', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
  await expect(region(fresh, 'Usage').getByRole('row').filter({ hasText: 'run_tests' })).toBeVisible()

  await goTo(page, 'Connections')
  const connections = region(page, 'Connections')
  await expect(connections.getByText('triage/asking').first()).toBeVisible()
  await expect(connections.getByText('Up to date').first()).toBeVisible()
  await connections.getByRole('link', { name: 'triage/asking' }).first().press('Enter')
  await expect(region(page, 'Log')).toBeVisible()
  expect(page.url()).toContain('session=triage/asking')

  // The keys of a session work wherever the focus is, and the palette offers the same by name.
  await expect(region(page, 'Log').locator('[data-phase="live"]')).toBeVisible()
  await page.keyboard.press('A')
  await expect(region(page, 'Event')).toContainText('approval.requested')
  await page.keyboard.press('/')
  await page.keyboard.type('run_tests')
  await expect(region(page, 'Log')).toContainText(/\d+ of \d+ events/)
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByRole('combobox', { name: 'Commands' })).toBeFocused()
  await page.keyboard.type('waterf')
  const offered = page.getByRole('dialog').getByRole('option', { selected: true })
  await expect(offered).toContainText('Waterfall')
  await page.keyboard.press('Enter')
  await expect(region(page, 'Waterfall')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByRole('combobox', { name: 'Commands' })).toBeFocused()
  await page.keyboard.type('triage/stopped')
  // The sessions come from the server, behind what the page itself offers.
  await expect(offered).toContainText('triage/stopped')
  await page.keyboard.press('Enter')
  await expect.poll(() => page.url()).toContain('session=triage/stopped')
})
