import { SluiceProvider } from '@sluice/react'
import { createTestPage, type TestPage, type TestPageOptions } from '@sluice/testkit/react'
import { act } from '@testing-library/react'
import type { ReactNode } from 'react'

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

export { answering, delta, ref } from './answering.ts'
