import { createClient, createSocketBackend } from '@sluice/client'
import { SluiceProvider } from '@sluice/react'
import { createFakeClock, createTestServer } from '@sluice/testkit'
import { Profiler } from 'react'
import { createRoot } from 'react-dom/client'
import { answering, ref } from '../support/answering.ts'
import { Boundary, Counting, createBurst, Plain } from '../support/burstApps.tsx'

/** What came of a burst. */
export interface BurstResult {
  readonly commits: number
  /** From the first render, or the first delta that came live, to the last text and a moment after it. */
  readonly elapsedMs: number
  readonly errors: readonly string[]
  /** Whether the text is the whole, to the byte. */
  readonly isWhole: boolean
}

/** A burst of so many deltas: stored before the page comes, or live, eight in each millisecond. */
export interface BurstPlan {
  readonly count: number
  readonly app: 'plain' | 'counting'
  readonly isLive: boolean
}

const apps = { plain: Plain, counting: Counting }

/** Longer than the page needs for a commit that is still to come. */
const MOMENT_MS = 100

const errors: string[] = []
window.addEventListener('error', ({ message }) => errors.push(message))
const complain = console.error
console.error = (...words: unknown[]) => {
  errors.push(words.join(' '))
  complain(...words)
}

/** A clock of the server that goes as the browser's does. */
const clock = createFakeClock(Date.now())
const { port1, port2 } = new MessageChannel()
port1.onmessage = () => {
  clock.advance(Math.max(0, Date.now() - clock.now()))
  port2.postMessage(0)
}
port2.postMessage(0)

const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

async function run({ count, app, isLive }: BurstPlan): Promise<BurstResult> {
  const { events, text } = createBurst(count)
  const server = createTestServer({ clock })
  server.append(ref, ...answering, ...(isLive ? [] : events))
  const { environment } = createClient()
  const client = createClient({
    backend: createSocketBackend({ connect: server.connect, environment }),
    environment,
  })
  const App = apps[app]
  const place = document.body.appendChild(document.createElement('main'))
  const root = createRoot(place)
  let commits = 0
  errors.length = 0
  let start = performance.now()
  root.render(
    <Boundary caught={error => void errors.push(`${error}`)}>
      <Profiler id="app" onRender={() => void commits++}>
        <SluiceProvider client={client}>
          <App />
        </SluiceProvider>
      </Profiler>
    </Boundary>,
  )
  if (isLive) {
    while (client.session(ref).getStatus().phase !== 'live') await wait(1)
    await wait(MOMENT_MS)
    commits = 0
    start = performance.now()
    for (let at = 0; at < count; ) {
      await new Promise(resolve => environment.yieldToPage(() => resolve(null)))
      const due = Math.min(count, Math.floor(performance.now() - start) * 8)
      if (due > at) server.append(ref, ...events.slice(at, due))
      at = Math.max(at, due)
    }
  }
  const shown = () => place.querySelector('output')?.textContent
  while (shown()?.length !== text.length && performance.now() - start < 20_000) await wait(1)
  await wait(MOMENT_MS)
  const result = {
    commits,
    elapsedMs: performance.now() - start,
    errors: [...errors],
    isWhole: shown() === text,
  }
  root.unmount()
  client.close()
  place.remove()
  return result
}

const burstPage = { run }

/** What the test does in the page. */
export type BurstPage = typeof burstPage

Object.assign(window, { burstPage })
