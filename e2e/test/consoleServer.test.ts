import { expect, type Page, test } from '@playwright/test'
import { startServer, type TestServer } from '../support/startServer.ts'

let near: TestServer
let far: TestServer
test.beforeEach(async () => {
  near = await startServer()
  far = await startServer({ program: 'e2e/servers/guarded.ts', env: { SLUICE_ORIGINS: near.url } })
})
test.afterEach(async () => {
  await near.dispose()
  await far.dispose()
})

const banner = (page: Page) => page.getByRole('banner')
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Connect to a server' })

/** Gives the token that the open dialog asks for. */
async function give(page: Page, token: string): Promise<void> {
  await dialog(page).getByLabel('Token').fill(token)
  await dialog(page).getByRole('button', { name: 'Connect' }).click()
}

test('[D16][S6] a console goes to the server of somebody else with a token that is in no address, and says when it is revoked', async ({
  page,
  context,
}) => {
  const said = await fetch(`${far.url}/v1/commands`, {
    method: 'POST',
    headers: { authorization: 'Bearer ann', 'content-type': 'application/json' },
    body: JSON.stringify({
      commandId: 'one',
      session: { agent: 'triage', id: 'kept' },
      command: { type: 'message.send', parts: [{ kind: 'text', text: 'Count to four hundred' }] },
    }),
  })
  expect(said.ok).toBe(true)
  await page.goto(`${near.url}/console/`)
  await expect(banner(page)).toContainText('Connected')
  await banner(page)
    .getByRole('button', { name: new URL(near.url).host })
    .click()
  await dialog(page).getByLabel('Address').fill('no address')
  await expect(dialog(page).getByRole('button', { name: 'Connect' })).toBeDisabled()
  await dialog(page).getByLabel('Address').fill(far.url)
  await dialog(page).getByRole('button', { name: 'Connect' }).click()
  // It asks by itself, and says why.
  await expect(dialog(page)).toContainText('The token is missing or not accepted')
  for (let tries = 0; tries < 2; tries++) {
    await give(page, 'wrong')
    await expect(dialog(page)).toContainText('The token is missing or not accepted')
  }
  await give(page, 'ann')
  await expect(dialog(page)).toBeHidden()
  await expect(banner(page)).toContainText('as ann')
  await page.getByRole('link', { name: 'Count to four hundred' }).click()
  await expect(page.getByRole('region', { name: 'Log', exact: true })).toContainText('part.delta')
  expect(page.url()).toContain(`server=${far.url}`)
  expect(page.url()).not.toContain('ann')
  await page.reload()
  await expect(banner(page)).toContainText('as ann')
  // Another tab has the address, and not the token.
  const other = await context.newPage()
  await other.goto(page.url())
  await expect(dialog(other)).toContainText('The token is missing or not accepted')
  await other.close()
  // One that is revoked in the middle takes nothing away that is shown.
  await banner(page)
    .getByRole('button', { name: new URL(far.url).host })
    .click()
  await give(page, `brief-${Date.now() + 4_000}`)
  await expect(banner(page)).toContainText('as brief')
  await expect(banner(page)).toContainText('Refused')
  await expect(banner(page)).toContainText('The token is missing or not accepted')
  await expect(dialog(page)).toBeHidden()
  await banner(page)
    .getByRole('button', { name: new URL(far.url).host })
    .click()
  await give(page, 'ann')
  await expect(banner(page)).toContainText('as ann')
  await expect(page.getByRole('region', { name: 'Log', exact: true })).toContainText('part.delta')
  await banner(page)
    .getByRole('button', { name: new URL(far.url).host })
    .click()
  await dialog(page).getByRole('button', { name: 'Forget the token' }).click()
  await expect(dialog(page)).toContainText('The token is missing or not accepted')
  await page.reload()
  await expect(dialog(page)).toContainText('The token is missing or not accepted')
})
