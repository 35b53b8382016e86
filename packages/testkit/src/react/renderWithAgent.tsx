import type { Event, SessionRef } from '@sluice/protocol'
import { SluiceProvider } from '@sluice/react'
import { act, type RenderResult, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import {
  createScriptedAgent,
  type ScriptedAgent,
  type ScriptedAgentOptions,
} from '../script/createScriptedAgent.ts'
import type { Script } from '../script/ScriptStep.ts'
import { createTestPage, type TestPage, type TestPageOptions } from './createTestPage.ts'

/** What a rendered agent is made of. */
export interface RenderWithAgentOptions extends TestPageOptions, ScriptedAgentOptions {
  /** What the agent does; nothing when absent. */
  readonly script?: Script
  /** What the log of `session` begins with. */
  readonly session?: SessionRef
  readonly events?: readonly Event[]
}

/** What was rendered, and the world it was rendered in. */
export interface RenderedAgent extends RenderResult, TestPage {
  readonly agent: ScriptedAgent
  /** Lets time pass, and React draw what comes of it; 100 ms when absent. */
  pass(ms?: number): void
}

/**
 * Renders an application below a `SluiceProvider` with a real client, on a server in memory whose agent follows a script. Time passes when the test says so;
 * `faults` break the connection. [T4]
 *
 * @example
 * const { getByText, pass } = renderWithAgent(<Chat />, { script: [[{ say: 'Hello.' }]] })
 * fireEvent.submit(getByText('Send'))
 * pass(1_000)
 * getByText('Hello.')
 */
export function renderWithAgent(ui: ReactNode, options: RenderWithAgentOptions = {}): RenderedAgent {
  const { script = [], session, events = [], pieceLength, pieceMs, ...pageOptions } = options
  const page = createTestPage(pageOptions)
  const agent = createScriptedAgent(script, {
    ...(pieceLength === undefined ? {} : { pieceLength }),
    ...(pieceMs === undefined ? {} : { pieceMs }),
  })
  if (session !== undefined) page.server.append(session, ...events)
  if (options.script !== undefined) agent.attend(page.server, page.clock)
  const rendered = render(ui, {
    wrapper: ({ children }: { readonly children: ReactNode }) => (
      <SluiceProvider client={page.client}>{children}</SluiceProvider>
    ),
  })
  return {
    ...rendered,
    ...page,
    agent,
    pass: (ms = 100) => act(() => page.clock.advance(ms)),
  }
}
