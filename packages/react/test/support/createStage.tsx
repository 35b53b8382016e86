import type { Event } from '@sluice/protocol'
import { SluiceProvider } from '@sluice/react'
import { createTestPage, type TestPage, type TestPageOptions } from '@sluice/testkit/react'
import { act, cleanup } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach } from 'vitest'

/** A page with a client on a server in memory, on a clock that stands still. */
export interface Stage extends TestPage {
  /** Lets time pass, and React draw what comes of it. */
  pass(ms?: number): void
  readonly wrapper: (props: { readonly children?: ReactNode }) => ReactNode
}

/** Puts a client, a server and a provider together. */
export function createStage(options: TestPageOptions = {}): Stage {
  const page = createTestPage(options)
  return {
    ...page,
    pass: (ms = 100) => act(() => page.clock.advance(ms)),
    wrapper: ({ children }) => <SluiceProvider client={page.client}>{children}</SluiceProvider>,
  }
}

afterEach(cleanup)

/** The session of the tests. */
export const ref = { agent: 'triage', id: 'bug-7' }

/** A session in which an answer is being written. */
export const answering: readonly Event[] = [
  { type: 'session.created', agent: 'triage', owner: 'ann', state: { plan: ['look'], done: 0 } },
  {
    type: 'message.added',
    message: 'm1',
    role: 'user',
    after: null,
    parts: [{ part: 'p1', kind: 'text', text: 'Why?' }],
  },
  { type: 'run.started', run: 'r1', trigger: 'm1' },
  { type: 'step.started', step: 's1', run: 'r1', kind: 'model' },
  { type: 'message.added', message: 'm2', role: 'assistant', after: 'm1', run: 'r1', step: 's1' },
  { type: 'part.added', message: 'm2', part: 'p2', kind: 'text' },
]

/** Streams text into the answer. */
export const delta = (from: number, text: string): Event => ({ type: 'part.delta', part: 'p2', from, text })
