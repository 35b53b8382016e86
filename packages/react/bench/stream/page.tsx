import { createRoot, type Root } from 'react-dom/client'
import { createAiSdk, createThrottledAiSdk } from './aiSdk.tsx'
import { createAssistantUi } from './assistantUi.tsx'
import { commits } from './commits.ts'
import { createFloor } from './floor.tsx'
import { createFlue } from './flue.tsx'
import { type CreateStreamSubject, drawn, type StreamSubject } from './StreamSubject.ts'
import { createSluice } from './sluice.tsx'
import { createTanStack } from './tanStack.tsx'

const subjects: Readonly<Record<string, CreateStreamSubject>> = {
  floor: createFloor,
  sluice: createSluice,
  flue: createFlue,
  aiSdk: createAiSdk,
  throttledAiSdk: createThrottledAiSdk,
  assistantUi: createAssistantUi,
  tanStack: createTanStack,
}

/** What came of streaming into a conversation. */
export interface StreamResult {
  /** Updates that were shown. */
  readonly updates: number
  /** Frames from the first update until the last was on the screen. */
  readonly frames: number
  readonly commits: number
  readonly rows: number
  readonly settledRows: number
}

/** What the bench calls in the page. */
export interface StreamBench {
  open(name: string, messages: number): Promise<void>
  /** Makes updates, for the next time they are streamed. */
  prepare(updates: number): void
  stream(perFrame: number, limitMs: number): Promise<StreamResult>
  close(): Promise<void>
}

declare global {
  interface Window {
    readonly streamBench: StreamBench
  }
}

const nextFrame = (): Promise<void> => new Promise(done => requestAnimationFrame(() => done()))

/** A paint, and the turn after it. */
async function painted(): Promise<void> {
  await nextFrame()
  await new Promise(done => setTimeout(done))
}

const DELTA = 'word '

/** Renders a subject in a root of its own, from its first paint until the page has let go of it. */
function createBench(): StreamBench {
  let subject: StreamSubject | null = null
  let root: Root | null = null
  let container: HTMLElement | null = null
  let prepared: readonly (() => void)[] = []
  /** The row of the answer, found once it is there. */
  let answer: Element | null = null
  const rows = (): readonly Element[] => [...(container?.querySelectorAll('.row') ?? [])]
  const lastText = (): string => answer?.textContent ?? ''

  return {
    async open(name, messages) {
      const create = subjects[name]
      if (create === undefined) throw new Error(`There is no subject ${name}.`)
      subject = create(messages)
      container = document.body.appendChild(document.createElement('main'))
      root = createRoot(container)
      root.render(subject.element)
      const until = async (isThere: () => boolean): Promise<void> => {
        while (!isThere()) await painted()
      }
      // A peer whose answer is made by what is sent has all but two of the messages until then.
      await until(() => rows().length >= messages - 2)
      // Effects have run by then.
      await painted()
      await painted()
      await subject.begin()
      subject.update(DELTA)()
      await until(() => {
        answer = rows()[messages - 1] ?? null
        return lastText() === DELTA
      })
      await painted()
    },
    prepare(updates) {
      prepared = Array.from({ length: updates }, () => subject?.update(DELTA) ?? (() => undefined))
    },
    async stream(perFrame, limitMs) {
      const before = { commits: commits.count, rows: drawn.rows, settled: drawn.settled }
      const end = performance.now() + limitMs
      const shown = lastText().length
      let pushed = 0
      let frames = 0
      while (pushed < prepared.length && performance.now() < end) {
        await nextFrame()
        frames += 1
        for (let count = 0; count < perFrame; count++, pushed++) prepared[pushed]?.()
      }
      const whole = shown + pushed * DELTA.length
      while (lastText().length < whole && performance.now() < end) {
        await painted()
        frames += 1
      }
      await painted()
      return {
        updates: Math.round((lastText().length - shown) / DELTA.length),
        frames,
        commits: commits.count - before.commits,
        rows: drawn.rows - before.rows,
        settledRows: drawn.settled - before.settled,
      }
    },
    async close() {
      subject?.end()
      await painted()
      root?.unmount()
      container?.remove()
      subject = null
      root = null
      container = null
      await painted()
    },
  }
}

Object.assign(window, { streamBench: createBench() })
