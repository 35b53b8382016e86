import type { View } from '@sluice/fold'
import type { Command, Envelope, Event, EventType } from '@sluice/protocol'
import {
  type Agent,
  createHostOnStore,
  createScriptedHarness,
  defineAgent,
  type Host,
  type HostParts,
  type Script,
} from '@sluice/runtime'
import { createMemoryStore, type Principal, type Store } from '@sluice/server'
import { createFakeClock, type FakeClock } from '@sluice/testkit'

/** A host in memory with one session, driven by a script. */
export interface TestHost {
  readonly host: Host
  readonly store: Store
  readonly clock: FakeClock
  /** What was reported as a problem. */
  readonly problems: readonly string[]
  command(command: Command): Promise<void>
  /** Sends a text. */
  send(text: string, mode?: 'queue' | 'steer' | 'interrupt'): Promise<void>
  /** Resolves with the durable view once it fulfils a condition. */
  until(condition: (view: View) => boolean): Promise<View>
  /** Resolves with the view when no run is open any more. */
  settled(): Promise<View>
  /** All events of a type that the log holds. */
  events<T extends EventType>(...types: readonly T[]): Promise<readonly Event<T>[]>
  log(): Promise<readonly Envelope[]>
}

/** What a test host is made of; a script or a harness answers. */
export interface TestHostOptions extends Partial<HostParts> {
  readonly script?: Script
  readonly store?: Store
  readonly clock?: FakeClock
}

const ann: Principal = { id: 'ann', tenant: 'acme', expiresAt: null }

/** The session that the tests talk in. */
export const ref = { agent: 'helper', id: 's1' }
const key = { tenant: 'acme', ...ref }

/** An agent for tests. */
export const helper = (options: Partial<Parameters<typeof defineAgent>[0]> = {}): Agent =>
  defineAgent({ name: 'helper', instructions: 'Help.', ...options })

let commands = 0
let hosts = 0

/** Starts a host for a test. Fails the test that let a problem be reported unnoticed, through `problems`. */
export async function createTestHost(options: TestHostOptions = {}): Promise<TestHost> {
  const { store = createMemoryStore(), clock = createFakeClock(), agents = [helper()] } = options
  const problems: string[] = []
  // Another one for each host, as two processes would draw other ids.
  let seed = ++hosts * 7919
  const host = await createHostOnStore({
    clock,
    timers: clock,
    // A small generator, so that ids repeat from run to run.
    random: () => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed / 2_147_483_647
    },
    report: ({ message, cause }) => problems.push(`${message} ${String(cause)}`),
    authenticate: () => ann,
    authorize: () => true,
    ...options,
    harness:
      options.harness ?? createScriptedHarness({ script: options.script ?? (() => [{ text: 'Yes.' }]) }),
    agents,
    store,
  })

  async function command(body: Command): Promise<void> {
    const answer = await host.hub.command(ann, ref, `c${++commands}`, body)
    if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`)
  }

  async function log(): Promise<readonly Envelope[]> {
    const range = await store.read(key, null, Number.MAX_SAFE_INTEGER)
    return range.envelopes
  }

  async function until(condition: (view: View) => boolean): Promise<View> {
    const found = Promise.withResolvers<View>()
    const look = (view: View) => {
      if (condition(view)) found.resolve(view)
    }
    const stop = host.hub.onCommit(commit => {
      if (commit.key.agent === ref.agent && commit.key.id === ref.id) look(commit.view)
    })
    // The listener is there first, so that nothing happens in between.
    look(await host.hub.reads.view(ann, ref, null))
    return found.promise.finally(stop)
  }

  return {
    host,
    store,
    clock,
    problems,
    command,
    log,
    until,
    send: (text, mode) =>
      command({
        type: 'message.send',
        parts: [{ kind: 'text', text }],
        ...(mode === undefined ? {} : { mode }),
      }),
    settled: () => until(view => view.session !== null && Object.keys(view.open.runs).length === 0),
    events: async <T extends EventType>(...types: readonly T[]) =>
      (await log()).map(({ event }) => event as Event<T>).filter(event => types.includes(event.type as T)),
  }
}
