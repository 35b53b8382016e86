import type { Page } from 'playwright-core'

/** What a page's main thread did in the frames of a while. */
export interface Frames {
  /** The ms that the thread worked from the beginning of each frame to that of the next one, as the time that it ran: a machine that is busy with something else does not count. */
  readonly works: readonly number[]
  readonly wallMs: number
}

interface TraceEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  /** Microseconds: when it began, how long it took, and how much of that its thread ran. */
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
}

const categories = ['devtools.timeline', 'devtools.timeline.frame'].flatMap(name => [
  name,
  `disabled-by-default-${name}`,
])

/** Sums the tasks of each frame; a frame begins with the task that begins it. */
function worksOf(events: readonly TraceEvent[]): readonly number[] {
  const tasks = events.filter(({ name }) => name === 'RunTask').sort((a, b) => a.ts - b.ts)
  const begins = events.filter(({ name }) => name === 'BeginMainThreadFrame').sort((a, b) => a.ts - b.ts)
  const works: number[] = []
  let next = 0
  for (const { ts, dur = 0, tdur = 0 } of tasks) {
    const begin = begins[next]
    if (begin !== undefined && begin.ts < ts + dur) {
      works.push(0)
      while (next < begins.length && (begins[next]?.ts ?? 0) < ts + dur) next++
    }
    const last = works.length - 1
    if (last >= 0) works[last] = (works[last] ?? 0) + tdur / 1000
  }
  return works
}

/** Measures the frames of a page by Chromium's own trace while something is done. */
export async function framesDuring(page: Page, act: () => Promise<unknown>): Promise<Frames> {
  const browser = page.context().browser()
  if (browser === null) throw new Error('The page has no browser of its own that could be traced.')
  await browser.startTracing(page, { categories })
  const start = performance.now()
  await act()
  const wallMs = performance.now() - start
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[]
  }
  const threads = Map.groupBy(traceEvents, ({ pid, tid }) => `${pid} ${tid}`)
  const framesOf = (events: readonly TraceEvent[]) =>
    events.filter(({ name }) => name === 'BeginMainThreadFrame').length
  // The page is what draws; other processes have frames of their own, few of them.
  const [main = []] = [...threads.values()].sort((a, b) => framesOf(b) - framesOf(a))
  return { works: worksOf(main), wallMs }
}
