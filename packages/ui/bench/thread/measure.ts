import type { Mark } from './trace.ts'

/** What a page lets the bench do with it. */
export interface Subject {
  /** Draws the conversation; resolves when its last message is in the page. */
  mount(): Promise<void>
  /** Appends words to an answer that is being written. */
  append(words: string): void
  viewport(): HTMLElement
  input(): HTMLElement
}

declare global {
  interface Window {
    bench: {
      mount(): Promise<number>
      /** Scrolls to the top and back, and marks each frame; gives how many came too late on this machine, of those that there should have been. */
      scroll(): Promise<number>
      /** Streams so many words a second, and marks each key and its paint, until it is stopped. */
      stream(wordsPerSecond: number): void
      /** Gives the milliseconds from each key to its paint on this machine. */
      stop(): readonly number[]
      size(): { heapMb: number; nodes: number }
    }
  }
}

const FRAME_MS = 1000 / 60
const SCROLL_FRAMES = 240

const mark = (name: Mark, startTime = performance.now()) => performance.mark(name, { startTime })

const frame = () => new Promise<number>(resolve => requestAnimationFrame(resolve))

/** Milliseconds until what a task changed is on the screen. */
const painted = () =>
  new Promise<number>(resolve =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => resolve(performance.now())
      port2.postMessage(null)
    }),
  )

async function scrollTo(viewport: HTMLElement, from: number, to: number): Promise<number> {
  let dropped = 0
  let last = await frame()
  for (let step = 1; step <= SCROLL_FRAMES; step++) {
    mark('bench:frame')
    viewport.scrollTop = from + ((to - from) * step) / SCROLL_FRAMES
    const now = await frame()
    dropped += Math.max(0, Math.round((now - last) / FRAME_MS) - 1)
    last = now
  }
  mark('bench:frame')
  return dropped
}

/** Puts what the bench calls on the page. */
export function serve(subject: Subject, words: readonly string[]): void {
  const latencies: number[] = []
  let timer = 0
  window.bench = {
    async mount() {
      const started = performance.now()
      await subject.mount()
      return (await painted()) - started
    },
    async scroll() {
      const viewport = subject.viewport()
      const end = viewport.scrollHeight
      const up = await scrollTo(viewport, end, 0)
      const down = await scrollTo(viewport, 0, viewport.scrollHeight)
      return (up + down) / (2 * SCROLL_FRAMES + up + down)
    },
    stream(wordsPerSecond) {
      let sent = 0
      subject.input().focus()
      const started = performance.now()
      subject.input().addEventListener('keydown', async ({ timeStamp }) => {
        mark('bench:key', timeStamp)
        const at = await painted()
        mark('bench:painted', at)
        latencies.push(at - timeStamp)
      })
      timer = window.setInterval(() => {
        const due = Math.floor(((performance.now() - started) / 1000) * wordsPerSecond)
        if (due > sent) subject.append(words.slice(sent, due).join(''))
        sent = due
      }, 16)
    },
    stop() {
      window.clearInterval(timer)
      return latencies
    },
    size() {
      const { gc } = window as { gc?: () => void }
      gc?.()
      const { memory } = performance as { memory?: { usedJSHeapSize: number } }
      return {
        heapMb: (memory?.usedJSHeapSize ?? Number.NaN) / 1_000_000,
        nodes: document.getElementsByTagName('*').length,
      }
    },
  }
}

/** Resolves once a condition holds, looked at in each frame. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await frame()
}
