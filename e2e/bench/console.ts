import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { median, percentile } from '../../scripts/bench/measure.ts'
import { atLeast, atMost, type BenchReport } from '../../scripts/bench/report.ts'
import { chromiumLaunch } from '../../scripts/chromium.ts'
import buildOnce from '../support/buildPages.ts'
import { startServer } from '../support/startServer.ts'
import { type Frames, framesDuring } from './console/frames.ts'
import { longSession } from './console/longSession.ts'
import { measureMainThread } from './console/mainThread.ts'

/** 21 events and 6 spans a turn: 105,001 events and 30,000 spans. */
const TURNS = 5_000
const EVENTS = TURNS * 21 + 1
const SPANS = TURNS * 6

/** Moves of the pointer from one end of the track to the other. */
const MOVES = 120

/** A frame of a screen with 60 Hz. */
const FRAME_MS = 16.7

/**
 * Neither Temporal's nor Langfuse's console opens a file, and neither runs here without its servers, so nothing is measured beside them. What they publish: an event history of Temporal ends at 51,200 events
 * (docs.temporal.io/workflow-execution/limits), and Langfuse does not open a trace with more than 10,000 observations (langfuse#12048) and asks before it opens the log of more than 150 (langfuse#10211).
 */
const published = { temporalEvents: 51_200, langfuseSpans: 10_000 }

interface Drag extends Frames {
  /** How many offsets the view showed on the way. */
  readonly views: number
}

/** Counts how often the heading of the view, which names its offset, changes. */
function countViews(): void {
  const heading = document.querySelector('.sluice-devtools-view h2')
  if (heading === null) throw new Error('The view is not drawn.')
  const counted = Object.assign(globalThis, { views: 0 })
  new MutationObserver(() => {
    counted.views += 1
  }).observe(heading, { characterData: true, childList: true, subtree: true })
}

/** Drags over the whole track. A move of the pointer takes some frames of its own in the browser, and each of them counts. */
async function drag(page: Page, panel: string): Promise<Drag> {
  await page.getByRole('tab', { name: panel, exact: true }).click()
  const track = page.getByRole('slider', { name: 'Offset' })
  const box = await track.boundingBox()
  if (box === null) throw new Error('The track is not drawn.')
  const y = box.y + box.height / 2
  await page.evaluate(countViews)
  await page.mouse.move(box.x + 1, y)
  await page.mouse.down()
  const frames = await framesDuring(page, async () => {
    for (let move = 1; move <= MOVES; move++) await page.mouse.move(box.x + (box.width * move) / MOVES - 1, y)
  })
  await page.mouse.up()
  const views = await page.evaluate(() => (globalThis as unknown as { views: number }).views)
  return { ...frames, views }
}

const rowOf = (what: string, { works, wallMs, views }: Drag) => ({
  what,
  value: median(works),
  wall: wallMs,
  p95: percentile(works, 0.95),
  worst: Math.max(...works),
  frames: works.length,
  late: works.filter(work => work > FRAME_MS).length,
  views,
})

/** Opens a session of 105,000 events from a file in the console, goes through it from end to end, and searches it. */
export async function run(): Promise<BenchReport> {
  buildOnce()
  // By its path: a buffer would be handed to the page as text by the debugging protocol, which no person's file is.
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
  const file = join(folder, 'long.sluice')
  writeFileSync(file, longSession(TURNS))
  const server = await startServer()
  const browser = await chromium.launch(chromiumLaunch())
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(`${server.url}/console/`)
    const thread = await measureMainThread(page)
    const start = performance.now()
    const openMs = await thread.during(async () => {
      await page.locator('input[type=file]').setInputFiles(file)
      await page.getByRole('slider', { name: 'Offset' }).waitFor({ timeout: 120_000 })
    })
    const firstMs = performance.now() - start
    const foldMs = await thread.during(() =>
      page
        .getByText(`of answer ${TURNS - 1}`)
        .first()
        .waitFor({ timeout: 120_000 }),
    )
    const wholeMs = performance.now() - start
    const inLog = await drag(page, 'Log')
    const inWaterfall = await drag(page, 'Waterfall')
    await page.getByText(`${SPANS.toLocaleString('en')} spans`).waitFor()
    await page.getByRole('tab', { name: 'Log', exact: true }).click()
    const find = page.getByRole('searchbox', { name: 'Find in events' })
    await find.fill('Question 49')
    await page.getByText(/^[\d,]+ of [\d,]+ events$/).waitFor({ timeout: 60_000 })
    const searched = performance.now()
    const findWork = await thread.during(async () => {
      await find.fill('Question 4999')
      await page.getByText(/^1 of [\d,]+ events$/).waitFor({ timeout: 60_000 })
    })
    const findMs = performance.now() - searched
    const megabytes = (await thread.heapBytes()) / 1024 / 1024
    return {
      peers: {},
      results: [
        { what: 'file shown, ms of work', value: openMs, wall: firstMs },
        { what: 'folded to its end, ms of work', value: foldMs, wall: wholeMs },
        rowOf('drag over the log, ms of work a frame', inLog),
        rowOf('drag over the waterfall, ms of work a frame', inWaterfall),
        { what: 'keystroke to result, ms of work', value: findWork, wall: findMs },
        { what: 'heap, MB', value: megabytes },
        { what: 'Temporal, events a history holds (published)', value: published.temporalEvents },
        { what: 'Langfuse, spans a trace shows (published)', value: published.langfuseSpans },
      ],
      limits: [
        atLeast('events, to those that Temporal holds', EVENTS / published.temporalEvents, 2),
        atLeast('spans, to those that Langfuse shows', SPANS / published.langfuseSpans, 3),
        atMost('file shown, ms of work', openMs, 1_500),
        atMost(
          '95 of 100 frames of a drag over the log, ms of work',
          percentile(inLog.works, 0.95),
          FRAME_MS,
        ),
        atMost(
          '95 of 100 frames of a drag over the waterfall, ms of work',
          percentile(inWaterfall.works, 0.95),
          FRAME_MS,
        ),
        atLeast('views drawn in a drag over the log', inLog.views, MOVES / 4),
        atLeast('views drawn in a drag over the waterfall', inWaterfall.views, MOVES / 4),
        atMost('keystroke to result, ms of work', findWork, 100),
        atMost('heap, MB', megabytes, 600),
      ],
    }
  } finally {
    await browser.close()
    await server.dispose()
    rmSync(folder, { recursive: true, force: true })
  }
}
