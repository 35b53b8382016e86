import type { Page } from 'playwright-core'

/** Sessions of the demo that are worth looking at. */
export interface ConsoleScene {
  readonly url: string
}

async function say(url: string, agent: string, id: string, text: string): Promise<void> {
  const answer = await fetch(`${url}/v1/commands`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      session: { agent, id },
      commandId: `say-${id}`,
      command: { type: 'message.send', parts: [{ kind: 'text', text }] },
    }),
  })
  if (!answer.ok) throw new Error(`${agent}/${id} was not told: ${await answer.text()}`)
}

/** Has the agents of the demo work: a triage that was approved, one that waits, a review, deliveries that fail, and a long conversation. */
export async function playScene(page: Page, url: string): Promise<ConsoleScene> {
  await page.goto(`${url}/?session=bug-7`)
  await page.locator('[data-sluice="suggestion"]').first().click()
  const approve = page.locator('[data-sluice="approval-approve"]')
  await approve.waitFor({ timeout: 60_000 })
  await approve.click()
  await page.getByText('I would release this as a patch').waitFor({ timeout: 60_000 })
  await say(url, 'review', 'pagekit', 'Please review the sources of pagekit.')
  await say(url, 'courier', 'b-2', 'Please lose parcel B-2.')
  await say(url, 'courier', 'reports', 'Please report about parcel R-1 every day.')
  await say(url, 'archive', 'numbers', 'Please hold a conversation of 400 messages.')
  await page.goto(`${url}/?session=bug-8`)
  await page.locator('[data-sluice="suggestion"]').first().click()
  await approve.waitFor({ timeout: 60_000 })
  return { url }
}
