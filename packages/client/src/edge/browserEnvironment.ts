import type { Environment } from '../environment.ts'

/** A hidden page paints no frames; its listeners are told all the same, this often. [C5] */
const HIDDEN_FRAME_MS = 250

const page: Partial<Window> = globalThis as unknown as Partial<Window>

const wakings = ['online', 'pageshow', 'pagehide', 'visibilitychange']

/** The environment of a browser's page; also works where there is no page. [X1] */
export const browserEnvironment: Environment = {
  now: () => Date.now(),
  random: () => Math.random(),
  newId: () => Array.from(crypto.getRandomValues(new Uint8Array(24)), byte => byte.toString(36)).join(''),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
  onFrame(run) {
    const cancel = (): void => {
      page.cancelAnimationFrame?.(frame as number)
      clearTimeout(timer)
    }
    const once = (): void => {
      cancel()
      run()
    }
    const frame = page.requestAnimationFrame?.(once)
    const timer = setTimeout(once, HIDDEN_FRAME_MS)
    return cancel
  },
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
    return () => {
      for (const type of wakings) page.removeEventListener?.(type, listener)
    }
  },
}
