import type { Environment } from '../environment.ts'

/** A timer that is set for more runs at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** A hidden page paints no frames; its listeners are told all the same, this often. [C5] */
const HIDDEN_FRAME_MS = 250

const page: Partial<Window> = globalThis as unknown as Partial<Window>

const wakings = ['online', 'pageshow', 'pagehide', 'visibilitychange']

/**
 * Runs things before the next paint. One timer stands in for the frames that do not come; setting one for each frame would cost more than what
 * most frames do.
 */
function createFrames(): Environment['onFrame'] {
  const waiting = new Set<() => void>()
  let isTimed = false
  /** Whether there was a frame since the timer was set. */
  let isPainted = false

  function watch(): void {
    if (!isTimed) setTimeout(late, HIDDEN_FRAME_MS)
    isTimed = true
  }

  function late(): void {
    const due = isPainted ? [] : [...waiting]
    isTimed = false
    isPainted = false
    if (waiting.size > 0) watch()
    for (const once of due) once()
  }

  return run => {
    const once = (): void => {
      if (waiting.delete(once)) run()
    }
    const frame = page.requestAnimationFrame?.(() => {
      isPainted = true
      once()
    })
    waiting.add(once)
    watch()
    return () => {
      waiting.delete(once)
      page.cancelAnimationFrame?.(frame as number)
    }
  }
}

/** How often the clock is looked at, and how much later than that it may be. */
const LOOK_MS = 2_000

/** Tells of sleeps that no event tells of: the clock has gone on further than the timers. [W2] */
function createSleeps(): Environment['onWake'] {
  const listeners = new Set<() => void>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function look(): void {
    const due = Date.now() + LOOK_MS
    timer = setTimeout(() => {
      // Hidden pages have slow timers, and are told when they are shown.
      const isSlow = page.document?.visibilityState === 'hidden'
      const isLate = Date.now() > due + LOOK_MS
      look()
      if (isLate && !isSlow) for (const listener of [...listeners]) listener()
    }, LOOK_MS)
  }

  return listener => {
    // Each is one of its own, also where one function listens twice.
    const own = (): void => listener()
    listeners.add(own)
    if (listeners.size === 1) look()
    return () => {
      listeners.delete(own)
      if (listeners.size === 0) clearTimeout(timer)
    }
  }
}

const onSleep = createSleeps()

/** The environment of a browser's page; also works where there is no page. [X1] */
export const browserEnvironment: Environment = {
  now: () => Date.now(),
  random: () => Math.random(),
  newId: () => Array.from(crypto.getRandomValues(new Uint8Array(24)), byte => byte.toString(36)).join(''),
  after(delayMs, run) {
    const timer = setTimeout(run, Math.min(delayMs, LONGEST_TIMER_MS))
    return () => clearTimeout(timer)
  },
  onFrame: createFrames(),
  yieldToPage(run) {
    // Unlike a timer, a message is not slowed down in a hidden page.
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      run()
    }
    port2.postMessage(0)
  },
  onWake(listener) {
    // A page that is hidden is told too: that it may sleep soon is a reason to look at the connection.
    for (const type of wakings) page.addEventListener?.(type, listener)
    // A page that was frozen, which is told of it where nothing else hears it.
    page.document?.addEventListener('resume', listener)
    const stop = onSleep(listener)
    return () => {
      stop()
      for (const type of wakings) page.removeEventListener?.(type, listener)
      page.document?.removeEventListener('resume', listener)
    }
  },
}
