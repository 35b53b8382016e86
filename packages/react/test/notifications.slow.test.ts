// @vitest-environment node
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumLaunch } from '../../../scripts/chromium.ts'
import type { NotificationPage } from './children/notificationPage.ts'
import { type ServedPage, servePage } from './support/servePage.ts'

declare global {
  interface Window {
    readonly notificationPage: NotificationPage
  }
}

let served: ServedPage

beforeAll(async () => {
  served = await servePage('notificationPage.ts')
}, 60_000)

afterAll(() => served.close())

async function openPage(context: BrowserContext, isHidden: boolean): Promise<Page> {
  const page = await context.newPage()
  // A browser without a screen shows all of its pages.
  await page.addInitScript(
    state => {
      Object.defineProperty(document, 'visibilityState', { get: () => state })
    },
    isHidden ? 'hidden' : 'visible',
  )
  await page.goto(served.url)
  await page.waitForFunction(() => window.notificationPage !== undefined)
  return page
}

async function letRun(what: 'ask' | 'end', pages: readonly Page[]) {
  await Promise.all(pages.map(page => page.evaluate(done => window.notificationPage[done](), what)))
  // Locks are granted in turns of the browser; a page asks for one after all that it was told before.
  await Promise.all(pages.map(page => page.evaluate(() => navigator.locks.query())))
  const shown = await Promise.all(pages.map(page => page.evaluate(() => window.notificationPage.shown)))
  return {
    shown: shown.flat(),
    titles: await Promise.all(pages.map(page => page.title())),
    badges: await Promise.all(pages.map(page => page.evaluate(() => window.notificationPage.badges.at(-1)))),
  }
}

test('[H5] in Chromium, one of five hidden pages shows that a run asks and that it ends, title and badge of each count it, and none shows it beside one that is seen', {
  timeout: 120_000,
}, async () => {
  const browser = await chromium.launch(chromiumLaunch())
  try {
    const hidden = await browser.newContext({ permissions: ['notifications'] })
    const five = await Promise.all(Array.from({ length: 5 }, () => openPage(hidden, true)))
    const all = <T>(value: T): T[] => Array(5).fill(value)
    expect(await letRun('ask', five)).toEqual({ shown: ['Why?'], titles: all('(1) Chat'), badges: all(1) })
    const ended = await letRun('end', five)
    expect(ended).toEqual({ shown: ['Why?', 'Why?'], titles: all('(2) Chat'), badges: all(2) })
    await hidden.close()
    const mixed = await browser.newContext({ permissions: ['notifications'] })
    const seen = await openPage(mixed, false)
    const behind = await openPage(mixed, true)
    expect(await letRun('ask', [seen])).toEqual({ shown: [], titles: ['Chat'], badges: [undefined] })
    expect(await letRun('ask', [behind])).toEqual({ shown: [], titles: ['(1) Chat'], badges: [1] })
  } finally {
    await browser.close()
  }
})
