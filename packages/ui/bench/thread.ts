import { type Browser, chromium, type Page } from 'playwright-core'
import { peerVersions } from '../../../scripts/bench/peers.ts'
import { atMost, type BenchReport, type BenchRow } from '../../../scripts/bench/report.ts'
import { chromiumLaunch } from '../../../scripts/chromium.ts'
import { buildPage, type PageFiles } from './markdown/pages.ts'
import './thread/measure.ts'

/** Each in its documented way. AI Elements are sources that a tool copies from a registry, not a package of npm, so they are not here. */
const SUBJECTS = {
  sluice: '@sluice/ui AgentChat',
  assistantUi: '@assistant-ui/react ThreadPrimitive, external store',
} as const

type Subject = keyof typeof SUBJECTS

const TOKENS_PER_SECOND = 200
const KEYS = 100
const KEY_PAUSE_MS = 50
/** A page that takes longer than this to do anything has no place in a table. */
const PATIENCE_MS = 240_000

async function openPage(browser: Browser, files: PageFiles): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1000, height: 900 } })
  page.setDefaultTimeout(PATIENCE_MS)
  page.on('pageerror', error => console.error(error.message))
  await page.route('https://bench.example/**', route => {
    const body = files.get(new URL(route.request().url()).pathname)
    if (body === undefined) return route.fulfill({ status: 404 })
    const type = { js: 'text/javascript', css: 'text/css' }[route.request().url().split('.').at(-1) ?? '']
    return route.fulfill({
      contentType: type ?? 'text/html',
      body: typeof body === 'string' ? body : Buffer.from(body),
    })
  })
  await page.goto('https://bench.example/')
  await page.waitForFunction(() => 'bench' in window, null, { timeout: PATIENCE_MS })
  return page
}

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
  Number.NaN

async function type(page: Page): Promise<readonly number[]> {
  await page.evaluate(perSecond => window.bench.stream(perSecond), TOKENS_PER_SECOND)
  await page.waitForTimeout(500)
  for (let key = 0; key < KEYS; key++) {
    await page.keyboard.press('a')
    await page.waitForTimeout(KEY_PAUSE_MS)
  }
  return page.evaluate(() => window.bench.stop())
}

async function measure(browser: Browser, subject: Subject): Promise<BenchRow> {
  const page = await openPage(browser, await buildPage(`../thread/${subject}`))
  const mountMs = await page.evaluate(() => window.bench.mount())
  await page.waitForTimeout(1_000)
  const size = await page.evaluate(() => window.bench.size())
  const dropped = await page.evaluate(() => window.bench.scroll())
  const latencies = await type(page)
  await page.close()
  return {
    thread: SUBJECTS[subject],
    'mount ms': mountMs,
    'frames dropped while scrolling': dropped,
    'keystroke to paint ms, p50': percentile(latencies, 0.5),
    'keystroke to paint ms, p99': percentile(latencies, 0.99),
    'heap MB': size.heapMb,
    elements: size.nodes,
  }
}

/** Opens a conversation of 10,000 messages, scrolls to its beginning and back, and types while 200 tokens a second stream in. */
export async function run(): Promise<BenchReport> {
  const launch = chromiumLaunch()
  const args = [...(launch.args ?? []), '--js-flags=--expose-gc', '--enable-precise-memory-info']
  const browser = await chromium.launch({ ...launch, args })
  const results: BenchRow[] = []
  for (const subject of Object.keys(SUBJECTS) as Subject[]) results.push(await measure(browser, subject))
  await browser.close()
  const [own] = results
  return {
    peers: peerVersions(import.meta.url, ['@assistant-ui/react', '@assistant-ui/react-markdown', 'react']),
    results,
    limits: [
      atMost(
        'keystroke to paint while 200 tokens a second stream, p99 ms',
        Number(own?.['keystroke to paint ms, p99']),
        50,
      ),
      atMost(
        'frames dropped while scrolling 10,000 messages',
        Number(own?.['frames dropped while scrolling']),
        0.05,
      ),
    ],
  }
}
