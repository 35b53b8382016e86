import type { Event } from '@sluice/protocol'
import { useAgent } from '@sluice/react'
import { renderWithAgent } from '@sluice/testkit/react'
import { act, cleanup } from '@testing-library/react'
import { Component, Profiler, type ReactNode, useEffect, useState } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import { answering, delta, ref } from './support/createStage.tsx'

afterEach(cleanup)

/** A frame of a screen with 60 Hz. */
const FRAME_MS = 16.7

const word = (index: number): string => `w${index} `

/** So many deltas, and the text that they make. */
function createBurst(count: number): { readonly events: readonly Event[]; readonly text: string } {
  let text = ''
  const events = Array.from({ length: count }, (_, index) => {
    const event = delta(text.length, word(index))
    text += word(index)
    return event
  })
  return { events, text }
}

function useText(): string {
  const { messages } = useAgent(ref)
  return (
    messages
      .at(-1)
      ?.parts.map(part => (part.kind === 'text' ? part.text : ''))
      .join('') ?? ''
  )
}

function Plain() {
  return <output>{useText()}</output>
}

/** Sets state of its own on every change, as many applications do. */
function Counting() {
  const { messages } = useAgent(ref)
  const [changes, setChanges] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the messages counts
  useEffect(() => setChanges(before => before + 1), [messages])
  return (
    <>
      <output>{useText()}</output>
      <i>{changes}</i>
    </>
  )
}

class Boundary extends Component<{
  readonly children: ReactNode
  readonly caught: (error: unknown) => void
}> {
  override state = { isBroken: false }
  static getDerivedStateFromError = () => ({ isBroken: true })
  override componentDidCatch(error: unknown) {
    this.props.caught(error)
  }
  override render() {
    return this.state.isBroken ? null : this.props.children
  }
}

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
    expect(commits.count).toBeLessThanOrEqual(4 * commitsOfOne)
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
