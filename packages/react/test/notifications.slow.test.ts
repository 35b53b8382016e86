// @vitest-environment node
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { build, type Rolldown } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumLaunch } from '../../../scripts/chromium.ts'
import type { NotificationPage } from './children/notificationPage.ts'

declare global {
  interface Window {
    readonly notificationPage: NotificationPage
  }
}

const entry = fileURLToPath(new URL('children/notificationPage.ts', import.meta.url))

/** The page as one script. */
async function bundlePage(): Promise<string> {
  const result = (await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"development"' },
    resolve: { conditions: ['@sluice/source', 'module', 'browser', 'development'] },
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: { input: entry, output: { codeSplitting: false } },
    },
  })) as Rolldown.RolldownOutput
  return result.output
    .flatMap(chunk => (chunk.type === 'chunk' && chunk.isEntry ? [chunk.code] : []))
    .join('\n')
}

let script = ''
const server = createServer((request, response) => {
  const isScript = request.url === '/page.js'
  response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
  response.end(isScript ? script : '<!doctype html><body><script type="module" src="/page.js"></script>')
})

beforeAll(async () => {
  script = await bundlePage()
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
}, 60_000)

afterAll(() => void server.close())

async function openPage(context: BrowserContext, isHidden: boolean): Promise<Page> {
  const page = await context.newPage()
  // A browser without a screen shows all of its pages.
  await page.addInitScript(
    state => {
      Object.defineProperty(document, 'visibilityState', { get: () => state })
    },
    isHidden ? 'hidden' : 'visible',
  )
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  await page.waitForFunction(() => window.notificationPage !== undefined)
  return page
}

async function endEverywhere(pages: readonly Page[]) {
  await Promise.all(pages.map(page => page.evaluate(() => window.notificationPage.end())))
  // Locks are granted in turns of the browser; a page asks for one after all that it was told before.
  await Promise.all(pages.map(page => page.evaluate(() => navigator.locks.query())))
  const shown = await Promise.all(pages.map(page => page.evaluate(() => window.notificationPage.shown)))
  return { shown: shown.flat(), titles: await Promise.all(pages.map(page => page.title())) }
}

test('[H5] in Chromium, one of five hidden pages shows the notification, and none beside one that is seen', {
  timeout: 120_000,
}, async () => {
  const browser = await chromium.launch(chromiumLaunch())
  try {
    const hidden = await browser.newContext({ permissions: ['notifications'] })
    const five = await Promise.all(Array.from({ length: 5 }, () => openPage(hidden, true)))
    expect(await endEverywhere(five)).toEqual({ shown: ['Why?'], titles: Array(5).fill('(1) Chat') })
    await hidden.close()
    const mixed = await browser.newContext({ permissions: ['notifications'] })
    const seen = await openPage(mixed, false)
    const behind = await openPage(mixed, true)
    expect(await endEverywhere([seen])).toEqual({ shown: [], titles: ['Chat'] })
    expect(await endEverywhere([behind])).toEqual({ shown: [], titles: ['(1) Chat'] })
  } finally {
    await browser.close()
  }
})
