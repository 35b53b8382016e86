import { expect, type Page, test } from '@playwright/test'
import { readSession } from '@sluice/testkit'
import { openChat } from '../support/chatPage.ts'
import { startServer, type TestServer } from '../support/startServer.ts'

const REPORT = 'With 41 orders and ten to a page, the last page is missing. Please triage.'
const ref = { agent: 'triage', id: 'panels' }

let server: TestServer
test.beforeEach(async () => {
  server = await startServer({ tokensPerSecond: 600 })
})
test.afterEach(async () => {
  await server.dispose()
})

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const sectionOf = (page: Page, name: string) => page.locator('summary', { hasText: name })
const search = (page: Page) => new URL(page.url()).searchParams

/** Opens an address where nothing is kept of the page that had it. */
async function openFresh(page: Page, address = page.url()): Promise<Page> {
  const fresh = await (await page.context().browser()?.newContext())?.newPage()
  if (fresh === undefined) throw new Error('There is no browser.')
  await fresh.goto(address)
  return fresh
}

test('[D5][D6][D7][D8] state, context, fork and comparison by keys alone, each in an address that a fresh browser restores', async ({
  page,
}) => {
  const chat = await openChat(page, server.url, ref.id)
  await chat.send(REPORT)
  await chat.approve().click({ timeout: 60_000 })
  await chat.settled()
  await page.goto(`${server.url}/console/?session=triage/${ref.id}`)

  await page.getByRole('tab', { name: 'State' }).press('Enter')
  await page.getByRole('tree', { name: 'State' }).press('ArrowDown')
  await expect.poll(() => search(page).get('path')).toBe('/plan')
  await page.getByRole('button', { name: 'Edit' }).press('Enter')
  await page.getByLabel('Value as JSON').fill('[{"title":"From the console","done":false}]')
  await page.getByRole('button', { name: 'Replace' }).press('Enter')
  await expect(page.getByRole('tree', { name: 'State' })).toContainText('From the console')
  const edited = await readSession(server.url, ref)
  expect(edited.envelopes.at(-1)).toMatchObject({
    actor: { kind: 'person' },
    event: { type: 'state.patched', patch: [{ op: 'replace', path: '/plan' }] },
  })
  await page.getByLabel('Value as JSON').fill('7')
  await page.getByRole('button', { name: 'Replace' }).press('Enter')
  await expect(region(page, 'View').getByRole('alert')).toBeVisible()
  expect((await readSession(server.url, ref)).envelopes).toHaveLength(edited.envelopes.length)
  await page.getByRole('button', { name: 'Compare from here' }).press('Enter')
  await page.getByRole('slider').press('A')
  await expect(region(page, 'Difference of the state')).toContainText('/plan/0/title')
  const restored = await openFresh(page)
  await expect(region(restored, 'Difference of the state')).toContainText('/plan/0/title')

  await page.getByRole('tab', { name: 'Context' }).press('Enter')
  await expect(region(page, 'View')).toContainText(/Model call (\d+) of \d+/)
  const number = Number(/Model call (\d+)/.exec((await region(page, 'View').textContent()) ?? '')?.[1])
  await page.getByRole('button', { name: 'Model call before' }).press('Enter')
  await expect(region(page, 'View')).toContainText(`Model call ${number - 1} of`)
  const offset = search(page).get('offset')
  const started = edited.envelopes.filter(
    ({ event }) => event.type === 'step.started' && 'kind' in event && event.kind === 'model',
  )
  expect(offset).toBe(started[number - 2]?.offset)
  await restored.goto(page.url())
  await expect(region(restored, 'View')).toContainText(`Model call ${number - 1} of`)
  await sectionOf(restored, 'What the provider was asked and answered').press('Enter')
  await expect(region(restored, 'View')).toContainText('_delta')
  await sectionOf(restored, 'Instructions').press('Enter')
  await expect(region(restored, 'View')).toContainText('You look into bug reports')

  await page.getByRole('slider').press('a')
  const asked = search(page).get('offset')
  await page.getByRole('button', { name: 'Fork', exact: true }).press('Enter')
  const effects = region(page, 'What the fork does')
  await expect(effects).toContainText('Not ended here')
  await expect(effects).toContainText('edit_file')
  await expect(effects).toContainText('Answered from the log')
  await expect(effects).toContainText('1 open approval')
  await page.getByLabel('Id of the new session').fill('forked')
  await page.getByLabel('Id of the new session').press('Enter')
  await expect.poll(() => search(page).get('session')).toBe('triage/forked')
  const compared = region(page, 'Compare')
  await expect(compared).toContainText('triage/forked')
  await expect(compared).toContainText('triage/panels')
  await expect(page.getByRole('link', { name: 'triage/panels', exact: true })).toBeVisible()
  const fork = await readSession(server.url, { agent: 'triage', id: 'forked' })
  expect(fork.envelopes[0]?.event).toMatchObject({ forkedFrom: { ...ref, offset: asked } })
  await restored.goto(page.url())
  await expect(region(restored, 'Compare')).toContainText('triage/panels')
  await page.goto(`${server.url}/console/?session=triage/${ref.id}`)
  await expect(region(page, 'View').getByRole('link', { name: 'triage/forked', exact: true })).toBeVisible()
})
