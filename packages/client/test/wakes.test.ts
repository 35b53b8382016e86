import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Environment } from '../src/environment.ts'

let browserEnvironment: Environment

const wakings = () => {
  let count = 0
  const stop = browserEnvironment.onWake(() => {
    count += 1
  })
  return { count: () => count, stop }
}

beforeEach(async () => {
  vi.useFakeTimers()
  // Another file may have left one that listens.
  vi.resetModules()
  browserEnvironment = (await import('../src/edge/browserEnvironment.ts')).browserEnvironment
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('[W2] a clock that has gone on further than the timers tells of a sleep that nothing else tells of, once for each', () => {
  const { count, stop } = wakings()
  vi.advanceTimersByTime(600_000)
  expect(count()).toBe(0)
  vi.setSystemTime(Date.now() + 8 * 3_600_000)
  vi.advanceTimersByTime(2_000)
  expect(count()).toBe(1)
  vi.advanceTimersByTime(600_000)
  expect(count()).toBe(1)
  vi.setSystemTime(Date.now() + 5_000)
  vi.advanceTimersByTime(2_000)
  expect(count()).toBe(2)
  stop()
  expect(vi.getTimerCount()).toBe(0)
})

test('[W2] a clock that is set back is no sleep', () => {
  const { count, stop } = wakings()
  vi.setSystemTime(Date.now() - 3_600_000)
  vi.advanceTimersByTime(60_000)
  expect(count()).toBe(0)
  stop()
})

test('[W2] timers that are slowed down while the page is hidden are no sleep', () => {
  const document = Object.assign(new EventTarget(), { visibilityState: 'hidden' })
  vi.stubGlobal('document', document)
  const { count, stop } = wakings()
  vi.setSystemTime(Date.now() + 60_000)
  vi.advanceTimersByTime(2_000)
  expect(count()).toBe(0)
  stop()
})

test('[W3] a wait that is longer than a timer can be is as long as one can be, and not none', () => {
  let isOver = false
  browserEnvironment.after(2 ** 40, () => {
    isOver = true
  })
  vi.advanceTimersByTime(86_400_000)
  expect(isOver).toBe(false)
})
