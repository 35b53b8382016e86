import { type Browser, chromium } from 'playwright-core'
import { median } from '../../../scripts/bench/measure.ts'
import { peerVersions } from '../../../scripts/bench/peers.ts'
import { atMost, type BenchReport } from '../../../scripts/bench/report.ts'
import { chromiumLaunch } from '../../../scripts/chromium.ts'
import { buildPage, type PageFiles } from './markdown/pages.ts'
import { type MainThread, readTrace } from './markdown/scripting.ts'
import type { Streamed } from './markdown/stream.ts'
import { answerOf } from './markdown/text.ts'

const CHARACTERS = 40 * 1024
const FLUSH = 40
const ROUNDS = 2

/** Each in its documented way, without what it offers as a plugin. Ours highlights its code as well; no other does so here. */
const SUBJECTS = {
  sluice: '@sluice/ui Markdown',
  streamdown: 'streamdown',
  markdownToJsx: 'markdown-to-jsx, optimizeForStreaming',
  reactMarkdown: 'react-markdown + remark-gfm',
} as const

type Subject = keyof typeof SUBJECTS

type Sample = Streamed & MainThread

/** A page that is isolated like this has a clock of microseconds. */
const HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
}

const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css' }

async function measure(browser: Browser, files: PageFiles, text: string): Promise<Sample> {
  const page = await browser.newPage({ viewport: { width: 900, height: 1000 } })
  const faults: string[] = []
  page.on('pageerror', error => faults.push(error.message))
  await page.route('https://bench.example/**', route => {
    const { pathname } = new URL(route.request().url())
    const body = files.get(pathname)
    const contentType = TYPES[pathname.split('.').at(-1) ?? ''] ?? 'text/html'
    if (body === undefined) return route.fulfill({ status: 404 })
    return route.fulfill({
      contentType,
      headers: HEADERS,
      body: typeof body === 'string' ? body : Buffer.from(body),
    })
  })
  await page.goto('https://bench.example/')
  await page.waitForFunction(() => 'stream' in window)
  await browser.startTracing(page, { categories: ['devtools.timeline', 'v8.execute'] })
  const streamed = await page.evaluate(([whole, size]) => window.stream(whole, size), [text, FLUSH] as const)
  const trace = await browser.stopTracing()
  await page.close()
  if (faults.length > 0) throw new Error(`The page failed, so its numbers say nothing: ${faults[0]}`)
  return { ...streamed, ...readTrace(trace) }
}

const medianOf = (samples: readonly Sample[], of: (sample: Sample) => number) => median(samples.map(of))

/** Median of a tenth of the flushes: the first is 0, the last 9. */
function tenth({ flushes }: Sample, at: number): number {
  const size = flushes.length / 10
  return median(flushes.slice(Math.floor(at * size), Math.floor((at + 1) * size)))
}

/** Streams one long answer into each renderer in Chromium, a flush in each frame. */
export async function run(): Promise<BenchReport> {
  const text = answerOf(CHARACTERS)
  const subjects = Object.keys(SUBJECTS) as Subject[]
  const pages = new Map<Subject, PageFiles>()
  for (const subject of subjects) pages.set(subject, await buildPage(subject))
  const browser = await chromium.launch(chromiumLaunch())
  const samples = new Map<Subject, Sample[]>(subjects.map(subject => [subject, []]))
  for (let round = 0; round < ROUNDS; round++) {
    for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
      // The whole document at each flush takes so long that once is enough to see it.
      if (subject === 'reactMarkdown' && round > 0) continue
      samples.get(subject)?.push(await measure(browser, pages.get(subject) ?? new Map(), text))
    }
  }
  await browser.close()
  const of = (subject: Subject, value: (sample: Sample) => number) =>
    medianOf(samples.get(subject) ?? [], value)
  const script = (subject: Subject) => of(subject, sample => sample.scriptMs)
  const best = Math.min(...subjects.filter(subject => subject !== 'sluice').map(script))
  const nodes = (subject: Subject) => of(subject, sample => sample.nodes)
  return {
    peers: peerVersions(import.meta.url, [
      'streamdown',
      'markdown-to-jsx',
      'react-markdown',
      'remark-gfm',
      'react',
    ]),
    results: subjects.map(subject => ({
      renderer: SUBJECTS[subject],
      'scripting ms': script(subject),
      'layout and style ms': of(subject, sample => sample.layoutMs),
      'first tenth, ms per flush': of(subject, sample => tenth(sample, 0)),
      'last tenth, ms per flush': of(subject, sample => tenth(sample, 9)),
      nodes: nodes(subject),
      characters: of(subject, sample => sample.characters),
    })),
    limits: [
      atMost("scripting, as a share of the best peer's", script('sluice') / best, 0.5),
      atMost(
        'last tenth of the flushes, as a multiple of the first',
        of('sluice', sample => tenth(sample, 9) / tenth(sample, 0)),
        1.2,
      ),
      atMost("nodes, as a share of react-markdown's", nodes('sluice') / nodes('reactMarkdown'), 1),
    ],
  }
}
