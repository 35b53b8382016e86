import { type Client, createClient, createSocketBackend } from '@sluice/client'
import type { Event } from '@sluice/protocol'
import { SluiceProvider } from '@sluice/react'
import {
  createFakeClock,
  createTestEnvironment,
  createTestServer,
  type FakeClock,
  type TestServer,
  type TestServerOptions,
} from '@sluice/testkit'
import { act, cleanup } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach } from 'vitest'

/** A page with a client on a server in memory, on a clock that stands still. */
export interface Stage {
  readonly clock: FakeClock
  readonly server: TestServer
  readonly client: Client
  /** Lets time pass, and React draw what comes of it. */
  pass(ms?: number): void
  readonly wrapper: (props: { readonly children?: ReactNode }) => ReactNode
}

/** Puts a client, a server and a provider together. */
export function createStage(options: Omit<TestServerOptions, 'clock'> = {}): Stage {
  const clock = createFakeClock()
  const server = createTestServer({ ...options, clock })
  const environment = createTestEnvironment(clock)
  const backend = createSocketBackend({ connect: server.connect, environment })
  const client = createClient({ backend, environment })
  return {
    clock,
    server,
    client,
    pass: (ms = 100) => act(() => clock.advance(ms)),
    wrapper: ({ children }) => <SluiceProvider client={client}>{children}</SluiceProvider>,
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
