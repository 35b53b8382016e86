import { chromium, type Page } from 'playwright-core'
import { median } from '../../scripts/bench/measure.ts'
import { atMost, type BenchReport } from '../../scripts/bench/report.ts'
import { chromiumLaunch } from '../../scripts/chromium.ts'
import buildOnce from '../support/buildPages.ts'
import { startServer } from '../support/startServer.ts'
import { longSession } from './console/longSession.ts'

/** 20 events a turn make 100,001 events, 15,000 spans. */
const TURNS = 5_000

/** Moves of the pointer from one end of the track to the other. */
const MOVES = 120

/** A drag as the page saw it. */
interface Frames {
  readonly frames: number
  readonly medianMs: number
  readonly worstMs: number
  readonly late: number
}

async function startFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const times: number[] = []
    Object.assign(window, { frameTimes: times })
    const frame = (now: number) => {
      times.push(now)
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })
}

async function drag(page: Page, panel: string): Promise<Frames> {
  await page.getByRole('tab', { name: panel }).click()
  const track = page.getByRole('slider')
  const box = await track.boundingBox()
  if (box === null) throw new Error('The track is not drawn.')
  const y = box.y + box.height / 2
  await page.mouse.move(box.x + 1, y)
  await page.mouse.down()
  await startFrames(page)
  for (let move = 1; move <= MOVES; move++) await page.mouse.move(box.x + (box.width * move) / MOVES - 1, y)
  const times = await page.evaluate(() => (window as unknown as { frameTimes: number[] }).frameTimes)
  await page.mouse.up()
  const lengths = times.slice(1).map((time, index) => time - (times[index] ?? time))
  return {
    frames: lengths.length,
    medianMs: median(lengths),
    worstMs: Math.max(...lengths),
    // Half a frame above 60 a second, since the clock of frames is not exact.
    late: lengths.filter(length => length > 25).length,
  }
}

/** Opens a session of 100,000 events from a file in the console, goes through it from end to end, and searches it. */
export async function run(): Promise<BenchReport> {
  buildOnce()
  const text = longSession(TURNS)
  const server = await startServer()
  const browser = await chromium.launch(chromiumLaunch())
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(`${server.url}/console/`)
    const start = performance.now()
    await page.locator('input[type=file]').setInputFiles({
      name: 'long.sluice',
      mimeType: 'application/x-ndjson',
      buffer: Buffer.from(text),
    })
    await page.getByRole('slider').waitFor()
    const firstMs = performance.now() - start
    await page
      .getByText(`of answer ${TURNS - 1}`)
      .first()
      .waitFor({ timeout: 120_000 })
    const wholeMs = performance.now() - start
    const inLog = await drag(page, 'Log')
    const inWaterfall = await drag(page, 'Waterfall')
    await page.getByRole('tab', { name: 'Log' }).click()
    const find = page.getByRole('searchbox', { name: 'Find in events' })
    await find.fill('Question 49')
    await page.getByText(/^[\d,]+ of [\d,]+ events$/).waitFor()
    const searched = performance.now()
    await find.fill('Question 4999')
    await page.getByText(/^1 of [\d,]+ events$/).waitFor()
    const findMs = performance.now() - searched
    const heap = await page.evaluate(
      () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize,
    )
    const megabytes = heap / 1024 / 1024
    return {
      // Neither Temporal's nor Langfuse's console opens a file, so nothing is measured beside it in this run.
      peers: {},
      results: [
        { what: 'file shown, ms', value: firstMs },
        { what: 'folded to its end, ms', value: wholeMs },
        {
          what: 'drag over the log: frames',
          value: inLog.frames,
          median: inLog.medianMs,
          worst: inLog.worstMs,
          late: inLog.late,
        },
        {
          what: 'drag over the waterfall: frames',
          value: inWaterfall.frames,
          median: inWaterfall.medianMs,
          worst: inWaterfall.worstMs,
          late: inWaterfall.late,
        },
        { what: 'keystroke to result, ms', value: findMs },
        { what: 'heap, MB', value: megabytes },
      ],
      limits: [
        atMost('100,000 events shown, ms', firstMs, 6_000),
        atMost('median frame of a drag, ms', inLog.medianMs, 34),
        atMost('keystroke to result, ms', findMs, 1_000),
        atMost('heap, MB', megabytes, 600),
      ],
    }
  } finally {
    await browser.close()
    await server.dispose()
  }
}
