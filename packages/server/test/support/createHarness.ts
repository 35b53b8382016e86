import {
  createHub,
  createMemoryStore,
  type Hub,
  type HubOptions,
  type Problem,
  type SessionHandle,
  type SessionKey,
  type Store,
} from '@sluice/server'
import { createFakeClock, type FakeClock } from '@sluice/testkit'
import { onTestFinished } from 'vitest'
import { createFaults, type Faults } from './createFaults.ts'
import { createPeer, type Peer } from './createPeer.ts'

/** A hub on a store in memory, with a clock that stands still. */
export interface Harness {
  readonly hub: Hub
  readonly store: Store
  readonly faults: Faults
  readonly clock: FakeClock
  readonly problems: readonly Problem[]
  /** A connected client that has said hello. */
  connect(token?: string): Promise<Peer>
  /** A connected client that has said nothing. */
  open(token?: string | null): Peer
  /** The session `a` of the agent `triage`, or another of the local tenant. */
  session(id?: string): Promise<SessionHandle>
  /** Another hub on the same store, as after a restart. */
  restart(): Promise<Harness>
}

/** The key of a session of the local principal. */
export const localKey = (id = 'a'): SessionKey => ({ tenant: 'local', agent: 'triage', id })

/** Creates a harness that is closed at the end of the test. */
export function createHarness(options: Partial<HubOptions> = {}, from: Store = createMemoryStore()): Harness {
  const clock = createFakeClock()
  const faults = createFaults(options.store ?? from)
  const problems: Problem[] = []
  let draws = 0
  const hub = createHub({
    agents: { get: agent => (agent === 'triage' ? { clientsPatchState: true } : null) },
    clock,
    timers: clock,
    // A fixed sequence: the same marks on every run.
    random: () => ((draws++ * 7919) % 1000) / 1000,
    report: problem => problems.push(problem),
    ...options,
    store: faults.store,
  })
  onTestFinished(() => hub.close())
  const harness: Harness = {
    hub,
    store: faults.store,
    faults,
    clock,
    problems,
    open: (token = null) => createPeer(hub, token),
    connect: async token => {
      const peer = createPeer(hub)
      peer.hello(token)
      await peer.wait('welcome')
      return peer
    },
    session: id => hub.session(localKey(id)),
    restart: async () => {
      await hub.close()
      return createHarness(options, from)
    },
  }
  return harness
}
