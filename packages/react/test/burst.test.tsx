import type { Event } from '@sluice/protocol'
import { renderWithAgent } from '@sluice/testkit/react'
import { act, cleanup } from '@testing-library/react'
import { Profiler, type ReactNode } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import { Boundary, Counting, createBurst, Plain } from './support/burstApps.tsx'
import { answering, ref } from './support/createStage.tsx'

afterEach(cleanup)

/** A frame of a screen with 60 Hz. */
const FRAME_MS = 16.7

function open(App: () => ReactNode, stored: readonly Event[]) {
  const errors: unknown[] = []
  const commits = { count: 0 }
  const page = renderWithAgent(
    <Boundary caught={error => void errors.push(error)}>
      <Profiler
        id="app"
        onRender={() => {
          commits.count += 1
        }}
      >
        <App />
      </Profiler>
    </Boundary>,
    { session: ref, events: [...answering, ...stored] },
  )
  const shown = () => page.container.querySelector('output')?.textContent
  return { ...page, errors, commits, shown }
}

describe.each([
  ['an app', Plain, 1],
  // Its own state is a commit of its own.
  ['an app whose effect sets state on every change', Counting, 2],
] as const)('[C4] %s', (_, App, commitsOfOne) => {
  test.each([40, 400, 4_000, 40_000])('[C4] shows %i stored deltas at once', { timeout: 60_000 }, count => {
    const { events, text } = createBurst(count)
    const { pass, commits, errors, shown, clock } = open(App, events)
    const start = clock.now()
    while (shown() !== text && clock.now() - start < 5_000) pass(FRAME_MS / 2)
    expect(shown()).toBe(text)
    expect(errors).toEqual([])
    expect(commits.count).toBeLessThanOrEqual(((clock.now() - start) / FRAME_MS + 2) * commitsOfOne)
    // The first render, and all that is stored.
    expect(commits.count).toBeLessThanOrEqual(2 * commitsOfOne)
  })

  test.each([40, 400, 4_000])(
    '[C5] draws %i deltas that come live at most once per frame',
    { timeout: 60_000 },
    count => {
      const { events, text } = createBurst(count)
      const { pass, commits, errors, shown, server, clock } = open(App, [])
      pass(200)
      commits.count = 0
      const start = clock.now()
      for (let at = 0; at < events.length; at += 8) {
        act(() => server.append(ref, ...events.slice(at, at + 8)))
        pass(1)
      }
      while (shown() !== text && clock.now() - start < 20_000) pass(1)
      expect([shown() === text, errors]).toEqual([true, []])
      expect(commits.count).toBeLessThanOrEqual(((clock.now() - start) / FRAME_MS + 2) * commitsOfOne)
    },
  )
})
