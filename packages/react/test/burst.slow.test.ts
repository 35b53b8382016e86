// @vitest-environment node
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumLaunch } from '../../../scripts/chromium.ts'
import type { BurstPage, BurstPlan } from './children/burstPage.tsx'
import { type ServedPage, servePage } from './support/servePage.ts'

declare global {
  interface Window {
    readonly burstPage: BurstPage
  }
}

/** A frame of a screen with 60 Hz. */
const FRAME_MS = 16.7

let served: ServedPage
let browser: Browser
let page: Page

beforeAll(async () => {
  served = await servePage('burstPage.tsx')
  browser = await chromium.launch(chromiumLaunch())
  page = await browser.newPage()
  await page.goto(served.url)
  await page.waitForFunction(() => window.burstPage !== undefined)
}, 60_000)

afterAll(async () => {
  await browser.close()
  served.close()
})

const plans: readonly BurstPlan[] = (['plain', 'counting'] as const).flatMap(app => [
  ...[40, 400, 4_000, 40_000].map(count => ({ count, app, isLive: false })),
  { count: 4_000, app, isLive: true },
])

test.each(plans)(
  '[C4][C5] in Chromium, an app ($app) draws $count deltas (live: $isLive) with a commit a frame at most, and to the byte',
  { timeout: 60_000 },
  async plan => {
    const { commits, elapsedMs, errors, isWhole } = await page.evaluate(
      asked => window.burstPage.run(asked),
      plan,
    )
    // What an app sets in an effect is a commit of its own, by the app.
    const ofOne = plan.app === 'counting' && plan.isLive ? 2 : 1
    expect([isWhole, errors]).toEqual([true, []])
    expect(commits).toBeLessThanOrEqual((elapsedMs / FRAME_MS + 2) * ofOne)
    // The first render, and all that is stored.
    if (!plan.isLive) expect(commits).toBeLessThanOrEqual(plan.app === 'counting' ? 4 : 2)
  },
)
