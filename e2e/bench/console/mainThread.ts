import type { CDPSession, Page } from 'playwright-core'

/** The work of a page's main thread, as the time that its thread ran: a machine that is busy with something else does not count. */
export interface MainThread {
  /** Runs something, and tells how many ms the thread worked until the frame after it was painted. */
  during(act: () => Promise<unknown>): Promise<number>
  /** Bytes of the page's heap once what nobody holds is gone. */
  heapBytes(): Promise<number>
}

/** Calls back in the page after the next frame. */
const afterFrame = () =>
  new Promise<void>(resolve => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel()
      channel.port1.onmessage = () => resolve()
      channel.port2.postMessage(null)
    })
  })

/** Measures a page by the debugging protocol. */
export async function measureMainThread(page: Page): Promise<MainThread> {
  const session: CDPSession = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const workedMs = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000
  }
  return {
    during: async act => {
      const before = await workedMs()
      await act()
      await page.evaluate(afterFrame)
      return (await workedMs()) - before
    },
    heapBytes: async () => {
      await session.send('HeapProfiler.collectGarbage')
      const { metrics } = await session.send('Performance.getMetrics')
      return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN
    },
  }
}
