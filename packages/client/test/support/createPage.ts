import {
  type Client,
  type ClientOptions,
  createClient,
  createSocketBackend,
  type TokenSource,
} from '@sluice/client'
import {
  createFakeClock,
  createTestEnvironment,
  createTestServer,
  type FakeClock,
  type TestEnvironment,
  type TestServer,
  type TestServerOptions,
} from '@sluice/testkit'

/** A client on a server in memory, on a clock that stands still. */
export interface Page {
  readonly clock: FakeClock
  readonly server: TestServer
  readonly environment: TestEnvironment
  readonly client: Client
  /** Another client of the same server. */
  another(
    seed: number,
    options?: Pick<ClientOptions, 'outbox' | 'views'>,
  ): { client: Client; environment: TestEnvironment }
}

/** Puts a client and a server together. */
export function createPage(
  options: Omit<TestServerOptions, 'clock'> & { token?: TokenSource } & Pick<
      ClientOptions,
      'outbox' | 'views'
    > = {},
): Page {
  const clock = createFakeClock()
  const server = createTestServer({ ...options, clock })
  const another: Page['another'] = (seed, more = {}) => {
    const environment = createTestEnvironment(clock, seed)
    const backend = createSocketBackend({ connect: server.connect, token: options.token, environment })
    return { client: createClient({ backend, environment, ...more }), environment }
  }
  const { outbox = null, views = null } = options
  return { clock, server, another, ...another(1, { outbox, views }) }
}

/** The session of the tests. */
export const ref = { agent: 'triage', id: 'bug-7' }

/** Lets promises run that are settled already. */
export async function turn(): Promise<void> {
  for (let count = 0; count < 10; count++) await Promise.resolve()
}
