import { createClient, createSocketBackend, type LogView } from '@sluice/client'
import { type LogSource, liveSelection, type Selection, SessionInspector } from '@sluice/devtools'
import type { Envelope } from '@sluice/protocol'
import { SluiceProvider } from '@sluice/react'
import {
  createFakeClock,
  createTestEnvironment,
  createTestServer,
  type TestServerOptions,
} from '@sluice/testkit'
import { UiProvider } from '@sluice/ui'
import { act, render } from '@testing-library/react'
import { type ReactNode, useState } from 'react'
import { vi } from 'vitest'

/** jsdom lays nothing out: every element is as large as a panel. */
export function layOut(): void {
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(520)
  vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(900)
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(520)
  vi.spyOn(Element.prototype, 'scrollHeight', 'get').mockImplementation(function (this: Element) {
    const rows = this.querySelector<HTMLElement>(':scope > .sluice-devtools-log-rows')
    return rows === null ? 520 : (Number(rows.style.getPropertyValue('--log-rows')) + 1) * 26
  })
  const tops = new WeakMap<Element, number>()
  vi.spyOn(Element.prototype, 'scrollTop', 'get').mockImplementation(function (this: Element) {
    return tops.get(this) ?? 0
  })
  vi.spyOn(Element.prototype, 'scrollTop', 'set').mockImplementation(function (this: Element, top: number) {
    const next = Math.max(0, Math.min(top, this.scrollHeight - this.clientHeight))
    if (next === (tops.get(this) ?? 0)) return
    tops.set(this, next)
    queueMicrotask(() => this.dispatchEvent(new Event('scroll')))
  })
}

/** A client on a server in memory, and what is drawn with it. */
export function createPanelPage(options: Pick<TestServerOptions, 'authenticate'> = {}) {
  const clock = createFakeClock()
  const server = createTestServer({ ...options, clock })
  const environment = createTestEnvironment(clock)
  const client = createClient({
    backend: createSocketBackend({ connect: server.connect, token: undefined, environment }),
    environment,
  })
  const time = { now: clock.now, every: () => () => undefined }
  return {
    server,
    client,
    /** Lets frames arrive and be shown. */
    settle: () => act(async () => clock.settle(200)),
    draw: (children: ReactNode) =>
      render(
        <SluiceProvider client={client}>
          <UiProvider clock={time} locale="en">
            {children}
          </UiProvider>
        </SluiceProvider>,
      ),
  }
}

/** The session of the tests. */
export const session = { agent: 'triage', id: 'bug-7' }

/** A log that a test holds in its hand. */
export interface HeldLog {
  readonly source: LogSource
  append(...envelopes: readonly Envelope[]): void
  set(change: Partial<LogView>): void
}

/** Makes a log of envelopes, to which more can be appended. */
export function holdLog(envelopes: Envelope[]): HeldLog {
  const listeners = new Set<() => void>()
  let view: LogView = { envelopes, count: envelopes.length, phase: 'live', error: null }
  const set = (change: Partial<LogView>) => {
    view = { ...view, ...change }
    for (const listener of [...listeners]) listener()
  }
  return {
    source: {
      getSnapshot: () => view,
      subscribe: listener => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    append: (...more) => {
      for (const envelope of more) envelopes.push(envelope)
      set({ count: envelopes.length })
    },
    set,
  }
}

/** An inspector whose selection is kept, as a page would keep it in its URL. */
export function Inspected({
  source,
  first = {},
  onSelection,
}: {
  readonly source: LogSource
  readonly first?: Partial<Selection>
  readonly onSelection?: (selection: Selection) => void
}) {
  const [selection, setSelection] = useState<Selection>({ ...liveSelection, ...first })
  return (
    <SessionInspector
      session={session}
      source={source}
      selection={selection}
      onSelection={next => {
        setSelection(next)
        onSelection?.(next)
      }}
    />
  )
}
