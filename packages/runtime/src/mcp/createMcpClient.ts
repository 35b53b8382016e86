import { Client, SdkHttpError, type Tool } from '@modelcontextprotocol/client'
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

/** Makes a client; nothing is opened yet. `onTools` is told what the server lists after each connection, and whenever it says that this has changed. */
export function createMcpClient(where: McpTransport, onTools: (tools: readonly Tool[]) => void): McpClient {
  let current: Connection | null = null
  let isClosed = false

  function open(): Connection {
    const client = new Client(
      { name: 'sluice', version: '0.0.0' },
      {
        // Over standard streams, asking for the version would start the program twice.
        ...('url' in where ? { versionNegotiation: { mode: 'auto' as const } } : {}),
        // A list that could not be read stays as it was.
        listChanged: { tools: { onChanged: (_, tools) => tools === null || onTools(tools) } },
      },
    )
    const connection = { client, ready: begin(client) }
    client.onclose = () => forget(connection)
    return connection
  }

  async function begin(client: Client): Promise<void> {
    await client.connect(createTransport(where))
    onTools((await client.listTools()).tools)
  }

  function forget(connection: Connection): void {
    if (current === connection) current = null
  }

  async function use<T>(action: (client: Client) => Promise<T>, isAgain = false): Promise<T> {
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
      // A lost connection says so itself, by closing. A server that has forgotten the session has done nothing, so it is asked again in a new one.
      const isForgotten = error instanceof SdkHttpError && error.status === 404
      if (isForgotten) forget(used)
      if (!isForgotten || isAgain) throw error
      return use(action, true)
    }
  }

  return {
    use: action => use(action),
    close: async () => {
      isClosed = true
      await current?.client.close()
      current = null
    },
  }
}
