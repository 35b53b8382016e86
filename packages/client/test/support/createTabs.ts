import { type Client, createClient, createSocketBackend, type TokenSource } from '@sluice/client'
import {
  createFakeClock,
  createTestEnvironment,
  createTestServer,
  type FakeClock,
  type TestServer,
  type TestServerOptions,
} from '@sluice/testkit'
import { personOf } from '../../src/connection/personOf.ts'
import { createExchange, type TabEnd } from '../../src/tabs/createExchange.ts'
import { createPortBackend } from '../../src/tabs/createPortBackend.ts'
import type { TabMessage, WorkerMessage } from '../../src/tabs/messages.ts'

/** A tab whose connection is in the worker. */
export interface TestTab {
  readonly client: Client
  /** The characters of frames that it was sent and has not taken. */
  waiting(): number
  /** It takes nothing until it wakes; what it is sent waits. */
  freeze(): void
  wake(): void
  /** Somebody looks at it again. */
  show(): void
  /** It is gone without a word. */
  die(): void
  /** How often its end has given the worker up. */
  failures(): number
}

/** Tabs of one browser on a server in memory, on a clock that stands still. */
export interface Tabs {
  readonly clock: FakeClock
  readonly server: TestServer
  open(options?: { token?: TokenSource }): TestTab
  /** The worker ends and takes nothing any more. */
  killWorker(): void
}

/** What tabs are made of. */
export interface TabsOptions extends Partial<TestServerOptions> {
  /** Who the browser says that it is. */
  readonly askPerson?: () => Promise<string | null>
}

/** Puts tabs, a worker and a server together. Messages between tabs and worker take a millisecond. */
export function createTabs({
  askPerson = async () => personOf({ tenant: null, principal: 'ann' }),
  ...options
}: TabsOptions = {}): Tabs {
  const clock = createFakeClock()
  const server = createTestServer({ ...options, clock })
  const workerEnvironment = createTestEnvironment(clock, 99)
  const exchange = createExchange(
    token => createSocketBackend({ connect: server.connect, token, environment: workerEnvironment }),
    workerEnvironment,
    askPerson,
  )
  let isWorkerAlive = true
  let seed = 0

  return {
    clock,
    server,
    killWorker() {
      isWorkerAlive = false
    },
    open({ token } = {}) {
      seed += 1
      const environment = createTestEnvironment(clock, seed)
      const inbox: WorkerMessage[] = []
      let isFrozen = false
      let isAlive = true
      let failures = 0
      const drain = (): void => {
        while (!isFrozen && isAlive) {
          const message = inbox.shift()
          if (!message) return
          backend.take(message)
        }
      }
      const end: TabEnd = exchange.join({
        post: message =>
          void clock.after(1, () => {
            inbox.push(structuredClone(message))
            drain()
          }),
      })
      const backend = createPortBackend({
        port: {
          post: (message: TabMessage) =>
            void clock.after(1, () => {
              if (isAlive && isWorkerAlive) end.take(structuredClone(message))
            }),
        },
        token,
        environment,
        failed: () => {
          failures += 1
        },
        closed: () => {
          end.gone()
        },
      })
      return {
        client: createClient({ backend, environment }),
        waiting: () =>
          inbox.reduce((sum, message) => sum + (message.type === 'answer' ? message.text.length : 0), 0),
        freeze() {
          isFrozen = true
        },
        wake() {
          isFrozen = false
          drain()
        },
        show: () => end.take({ type: 'look' }),
        die() {
          isAlive = false
          end.gone()
        },
        failures: () => failures,
      }
    },
  }
}
