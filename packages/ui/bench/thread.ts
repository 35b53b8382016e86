import { type Browser, chromium, type Page } from 'playwright-core'
import { median, percentile } from '../../../scripts/bench/measure.ts'
import { peerVersions } from '../../../scripts/bench/peers.ts'
import { atMost, type BenchReport, type BenchRow } from '../../../scripts/bench/report.ts'
import { chromiumLaunch } from '../../../scripts/chromium.ts'
import { buildPage, type PageFiles } from './markdown/pages.ts'
import './thread/measure.ts'
import { CATEGORIES, readMarks } from './thread/trace.ts'

/**
 * Each in its documented way. Of AI Elements only the command that copies its sources from a registry is on npm (`ai-elements` 1.9.0), so its conversation
 * is composed here of the packages that those sources are made of, without their plugins, which would only add to it.
 */
const SUBJECTS = {
  sluice: '@sluice/ui AgentChat',
  assistantUi: '@assistant-ui/react ThreadPrimitive, external store',
  aiElements: 'AI Elements: its composition of use-stick-to-bottom and streamdown',
} as const

type Subject = keyof typeof SUBJECTS

/** Ours before, between and after the peers, so that a machine that slows down favours nobody; they take so long that once is enough to see it. */
const TURNS: readonly Subject[] = ['sluice', 'assistantUi', 'sluice', 'aiElements', 'sluice']

const TOKENS_PER_SECOND = 200
const KEYS = 100
const KEY_PAUSE_MS = 50
const FRAME_MS = 1000 / 60
/** A page that takes longer than this to do one thing has no numbers in the table. */
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
  await page.waitForFunction(() => 'bench' in window)
  return page
}

/** Gives up on what takes longer than anybody waits. */
async function patiently<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('It took too long.')), PATIENCE_MS)
  return Promise.race([work, promise]).finally(() => clearTimeout(timer))
}

const COLUMNS = [
  'mount ms',
  'dropped while scrolling: own work over 16.7 ms',
  'dropped on this machine',
  'own ms a frame, p50',
  'own ms a frame, p99',
  'keystroke to paint: own work and a frame, p50 ms',
  'keystroke to paint: own work and a frame, p99 ms',
  'p99 ms on this machine',
  'heap MB',
  'elements',
] as const

type Sample = Readonly<Record<(typeof COLUMNS)[number], number>>

async function scroll(browser: Browser, page: Page): Promise<Partial<Sample>> {
  await browser.startTracing(page, { categories: CATEGORIES })
  const onThisMachine = await patiently(page.evaluate(() => window.bench.scroll()))
  const frames = readMarks(await browser.stopTracing())('bench:frame')
  const own = frames.slice(1).map((end, index) => end - (frames[index] ?? Number.NaN))
  return {
    [COLUMNS[1]]: own.filter(ms => !(ms <= FRAME_MS)).length / own.length,
    [COLUMNS[2]]: onThisMachine,
    [COLUMNS[3]]: percentile(own, 0.5),
    [COLUMNS[4]]: percentile(own, 0.99),
  }
}

async function type(browser: Browser, page: Page): Promise<Partial<Sample>> {
  await browser.startTracing(page, { categories: CATEGORIES })
  await page.evaluate(perSecond => window.bench.stream(perSecond), TOKENS_PER_SECOND)
  await page.waitForTimeout(500)
  for (let key = 0; key < KEYS; key++) {
    await patiently(page.keyboard.press('a'))
    await page.waitForTimeout(KEY_PAUSE_MS)
  }
  const onThisMachine = await patiently(page.evaluate(() => window.bench.stop()))
  const marks = readMarks(await browser.stopTracing())
  const painted = marks('bench:painted')
  // Paints come in the order of their keys; those of the last keys may still be to come.
  const own = marks('bench:key').flatMap((key, index) => {
    const at = painted[index]
    return at === undefined ? [] : at - key + FRAME_MS
  })
  return {
    [COLUMNS[5]]: percentile(own, 0.5),
    [COLUMNS[6]]: percentile(own, 0.99),
    [COLUMNS[7]]: percentile(onThisMachine, 0.99),
  }
}

async function measure(browser: Browser, files: PageFiles): Promise<Partial<Sample>> {
  let sample: Partial<Sample> = {}
  const page = await openPage(browser, files)
  try {
    sample = { [COLUMNS[0]]: await patiently(page.evaluate(() => window.bench.mount())) }
    await page.waitForTimeout(1_000)
    const size = await patiently(page.evaluate(() => window.bench.size()))
    sample = { ...sample, [COLUMNS[8]]: size.heapMb, [COLUMNS[9]]: size.nodes }
    sample = { ...sample, ...(await scroll(browser, page)) }
    return { ...sample, ...(await type(browser, page)) }
  } catch (error) {
    console.error(`${page.url()}: ${String(error)}`)
    return sample
  } finally {
    await page.close()
  }
}

function row(subject: Subject, samples: readonly Partial<Sample>[]): BenchRow {
  const numbers = COLUMNS.map(column => {
    const values = samples.flatMap(sample => sample[column] ?? [])
    return [column, values.length > 0 ? median(values) : null]
  })
  return { thread: SUBJECTS[subject], ...Object.fromEntries(numbers) }
}

/**
 * Opens a conversation of 10,000 messages, scrolls to its beginning and back within eight seconds, and types while 200 tokens a second stream in.
 *
 * The limits are on what the page's main thread did itself, in its own processor time: a frame counts as dropped when the work in it took longer than
 * a frame at 60 in a second lasts, and a keystroke takes all the work from the key to the paint, and a frame's wait. What passed on the clock of this machine, with whatever
 * else it did, stands beside it.
 */
export async function run(): Promise<BenchReport> {
  const launch = chromiumLaunch()
  const args = [...(launch.args ?? []), '--js-flags=--expose-gc', '--enable-precise-memory-info']
  const subjects = Object.keys(SUBJECTS) as Subject[]
  const pages = new Map<Subject, PageFiles>()
  for (const subject of subjects) pages.set(subject, await buildPage(`../thread/${subject}`))
  const samples = new Map<Subject, Partial<Sample>[]>(subjects.map(subject => [subject, []]))
  for (const subject of TURNS) {
    // A browser of its own: nothing of a page before it is left to be collected.
    const browser = await chromium.launch({ ...launch, args })
    samples.get(subject)?.push(await measure(browser, pages.get(subject) ?? new Map()))
    await browser.close()
  }
  const results = subjects.map(subject => row(subject, samples.get(subject) ?? []))
  const own = (column: (typeof COLUMNS)[number]) => Number(results[0]?.[column] ?? Number.NaN)
  return {
    peers: peerVersions(import.meta.url, [
      '@assistant-ui/react',
      '@assistant-ui/react-markdown',
      'use-stick-to-bottom',
      'streamdown',
      'react',
    ]),
    results,
    limits: [
      atMost('keystroke to paint while 200 tokens a second stream, p99 ms', own(COLUMNS[6]), 50),
      atMost('frames dropped while scrolling 10,000 messages', own(COLUMNS[1]), 0.05),
    ],
  }
}
