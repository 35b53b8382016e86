import { type Client, createClient, createSocketBackend, type TokenSource } from '@sluice/client'
import { createFakeClock, type FakeClock } from '../clock/createFakeClock.ts'
import { createTestEnvironment, type TestEnvironment } from '../clock/createTestEnvironment.ts'
import { createFaults, type Faults } from '../faults/createFaults.ts'
import { answerRequest } from '../wire/answerRequest.ts'
import { createTestServer, type TestServer } from '../wire/createTestServer.ts'
import type { TestServerOptions } from '../wire/TestServerOptions.ts'

/** A real client on a server in memory, on a clock that stands still: what a `SluiceProvider` of a test or a story is given. */
export interface TestPage {
  readonly clock: FakeClock
  readonly server: TestServer
  readonly environment: TestEnvironment
  readonly client: Client
  /** What goes wrong between client and server. */
  readonly faults: Faults
}

/** What a page is made of; its clock starts at `startsAt`. */
export type TestPageOptions = Omit<TestServerOptions, 'clock'> & {
  readonly startsAt?: number
  readonly token?: TokenSource
}

/** Puts a client and a server together. */
export function createTestPage({ startsAt, token, ...options }: TestPageOptions = {}): TestPage {
  const clock = createFakeClock(startsAt)
  const server = createTestServer({ ...options, clock })
  const environment = createTestEnvironment(clock)
  const faults = createFaults(server.connect, clock)
  const backend = createSocketBackend({ connect: faults.connect, token, environment })
  const client: Client = {
    ...createClient({ backend, environment }),
    request: (path, init) => answerRequest(server, path, init),
  }
  return { clock, server, environment, client, faults }
}
