import { SluiceProvider } from '@sluice/react'
import type { TestPage, TestPageOptions } from '@sluice/testkit/react'
import { createTestPage } from '@sluice/testkit/react'
import { act, type RenderResult, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { AgentChat, preloadChat, SessionScope, UiProvider } from '../../src/index.ts'

// What is loaded on demand is drawn at once, so that a test need not wait for it.
await preloadChat()

/** The session of the tests. */
export const session = { agent: 'triage', id: 'bug-7' }

/** A page with something on it, and a clock that goes on when told to. */
export interface OpenPage extends TestPage {
  readonly screen: RenderResult
  /** What the storage holds. */
  readonly kept: ReadonlyMap<string, string>
  /** Lets time go by: frames, answers, attempts to connect. */
  go(ms?: number): void
  /** What a part says, one entry per element. */
  texts(part: string): string[]
  one(part: string): HTMLElement
}

/** What a page is made of; `kept` is what its storage holds. */
export type OpenPageOptions = TestPageOptions & { readonly kept?: ReadonlyMap<string, string> }

/** Makes a page; `prepare` writes its log and more before anything is drawn. */
export function openPage(
  children: ReactNode,
  prepare: (page: TestPage) => void = () => {},
  options: OpenPageOptions = {},
): OpenPage {
  const page = createTestPage({ rules: { clientsPatchState: true }, ...options })
  prepare(page)
  const clock = {
    now: page.clock.now,
    every(intervalMs: number, listener: () => void) {
      let isOn = true
      const next = (): void =>
        void page.clock.after(intervalMs, () => {
          if (!isOn) return
          listener()
          next()
        })
      next()
      return () => {
        isOn = false
      }
    },
  }
  const kept = new Map<string, string>(options.kept)
  const storage = {
    get: (key: string) => kept.get(key) ?? null,
    set: (key: string, value: string | null) =>
      void (value === null ? kept.delete(key) : kept.set(key, value)),
  }
  const go = (ms = 100) => act(() => page.clock.advance(ms))
  const screen = render(
    <SluiceProvider client={page.client}>
      <UiProvider locale="en" clock={clock} storage={storage}>
        <SessionScope {...session}>{children}</SessionScope>
      </UiProvider>
    </SluiceProvider>,
  )
  go()
  const all = (part: string) => [...screen.container.querySelectorAll<HTMLElement>(`[data-sluice="${part}"]`)]
  return {
    ...page,
    screen,
    kept,
    go,
    texts: part => all(part).map(element => element.textContent ?? ''),
    one(part) {
      const [first] = all(part)
      if (!first) throw new Error(`There is no ${part} on the page.`)
      return first
    },
  }
}

/** Opens the whole chat. */
export const openChat = (prepare?: (page: TestPage) => void, options?: OpenPageOptions) =>
  openPage(<AgentChat {...session} />, prepare, options)
