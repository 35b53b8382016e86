import type { FakeClock } from './createFakeClock.ts'

/** Everything impure that a client is given, driven by a clock that stands still until told; the shape of the client's own. [X1] */
export interface TestEnvironment {
  now(): number
  random(): number
  newId(): string
  after(delayMs: number, run: () => void): () => void
  onFrame(run: () => void): () => void
  yieldToPage(run: () => void): void
  onWake(listener: () => void): () => void
  /** Wakes the page up, as `online`, `pageshow` and becoming visible do. */
  wake(): void
  /** Frames that were asked for so far. */
  frames(): number
  /** How often folding has yielded so far. */
  yields(): number
}

/** A frame of a screen with 60 Hz. */
const FRAME_MS = 16

/** Creates an environment on a clock. Its random numbers and ids are the same for the same seed. */
export function createTestEnvironment(clock: FakeClock, seed = 1): TestEnvironment {
  const wakers = new Set<() => void>()
  let state = seed >>> 0
  let ids = 0
  let frames = 0
  let yields = 0

  // mulberry32
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  return {
    now: clock.now,
    random,
    newId: () => `id-${seed}-${++ids}`,
    after: clock.after,
    onFrame(run) {
      frames += 1
      return clock.after(FRAME_MS, run)
    },
    yieldToPage(run) {
      yields += 1
      clock.after(0, run)
    },
    onWake(listener) {
      wakers.add(listener)
      return () => void wakers.delete(listener)
    },
    wake() {
      for (const listener of [...wakers]) listener()
    },
    frames: () => frames,
    yields: () => yields,
  }
}
