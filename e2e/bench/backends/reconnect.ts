import { type Browser, expect } from '@playwright/test'
import type { Gateway } from '../../backends/stage/startGateway.ts'
import { addTurns } from './addTurns.ts'

/** What it cost to come back. */
export interface Reconnect {
  readonly bytes: number
  readonly requests: number
  /** From when the network was there again. */
  readonly ms: number
}

let turns = 5000

/** Opens a conversation, breaks its connection, has one more turn made meanwhile, and waits until the page shows it. */
export async function reconnect(
  browser: Browser,
  gateway: Gateway,
  address: string,
  client: string,
): Promise<Reconnect> {
  const page = await browser.newPage()
  try {
    const session = address.slice(address.lastIndexOf('/') + 1)
    await page.goto(`${gateway.url}/pages/index.html?client=${client}&session=${session}`)
    const last = page.locator('[data-sluice="message-text"]').last()
    await expect(last).toBeVisible({ timeout: 60_000 })
    gateway.setDown(true)
    turns += 1
    await addTurns(address, 1, turns)
    const [bytes, requests, startedAt] = [gateway.bytes, gateway.requests.length, performance.now()]
    gateway.setDown(false)
    await expect
      .poll(() => page.getByText(`You said word${turns}.`).count(), { intervals: [10], timeout: 60_000 })
      .toBe(1)
    return {
      bytes: gateway.bytes - bytes,
      requests: gateway.requests.length - requests,
      ms: performance.now() - startedAt,
    }
  } finally {
    await page.close()
  }
}
