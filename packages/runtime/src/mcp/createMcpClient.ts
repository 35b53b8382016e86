import { Client, SdkHttpError } from '@modelcontextprotocol/client'
import { createTransport, type McpTransport } from './transport.ts'

/** A client that connects again after its connection was lost. */
export interface McpClient {
  /** Does something on the connection, which is opened when there is none. What it throws is passed on. */
  use<T>(action: (client: Client) => Promise<T>): Promise<T>
  close(): Promise<void>
}

interface Connection {
  readonly client: Client
  /** Resolves when it can be used. */
  readonly ready: Promise<void>
}

/** Makes a client; nothing is opened yet. */
export function createMcpClient(where: McpTransport): McpClient {
  let current: Connection | null = null
  let isClosed = false

  function open(): Connection {
    const client = new Client(
      { name: 'sluice', version: '0.0.0' },
      // Over standard streams, asking for the version would start the program twice.
      'url' in where ? { versionNegotiation: { mode: 'auto' } } : {},
    )
    const connection = { client, ready: client.connect(createTransport(where)) }
    client.onclose = () => forget(connection)
    return connection
  }

  function forget(connection: Connection): void {
    if (current === connection) current = null
  }

  async function use<T>(action: (client: Client) => Promise<T>): Promise<T> {
    if (isClosed) throw new Error('The connection to the tool server was closed by the host.')
    current ??= open()
    const used = current
    try {
      await used.ready
    } catch (error) {
      forget(used)
      throw error
    }
    try {
      return await action(used.client)
    } catch (error) {
      // The server has forgotten the session, so the next call needs a new one. A lost connection says so itself, by closing.
      if (error instanceof SdkHttpError && error.status === 404) forget(used)
      throw error
    }
  }

  return {
    use,
    close: async () => {
      isClosed = true
      await current?.client.close()
      current = null
    },
  }
}
