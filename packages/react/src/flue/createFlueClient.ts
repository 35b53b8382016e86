import { type Client, createClient } from '@sluice/client'
import { type FlueBackend, type FlueImage, flue, type HeaderSource } from '@sluice/client/flue'

/** What {@link createFlueClient} is given. */
export interface CreateFlueClientOptions {
  /** The address of one conversation. Without a host it is on the page's own. */
  url: string
  headers?: HeaderSource
  token?: string
  fetch?: typeof fetch
}

/** One conversation with an agent of a Flue server. */
export interface FlueClient {
  readonly url: string
  /** Stops all that the agent does and is about to do. */
  abort(): void
  /** The address of the content of a file. */
  attachmentUrl(attachmentId: string): string
  /** For {@link useFlueAgent}. */
  readonly open: (live: 'sse' | 'long-poll') => FlueConnection
}

/** A client of ours on the conversation. */
export interface FlueConnection {
  readonly client: Client
  readonly backend: FlueBackend
  readonly images: Map<string, FlueImage>
}

/** The conversation is named by its address, so that its name in our client says nothing. */
export const flueSession = { agent: 'agent', id: 'conversation' } as const

/** Creates the client of a conversation; nothing is connected before a hook uses it. */
export function createFlueClient({ url, ...rest }: CreateFlueClientOptions): FlueClient {
  const address = url.replace(/\/+$/, '')
  const connections = new Map<string, FlueConnection>()
  const open = (live: 'sse' | 'long-poll'): FlueConnection => {
    const known = connections.get(live)
    if (known !== undefined) return known
    const backend = flue({ ...rest, url: () => address, live })
    const connection = { client: createClient({ backend }), backend, images: new Map<string, FlueImage>() }
    connections.set(live, connection)
    return connection
  }
  return {
    url: address,
    open,
    attachmentUrl: id => `${address}/attachments/${encodeURIComponent(id)}`,
    abort() {
      for (const { client } of connections.values()) {
        const store = client.session(flueSession)
        const run = store.run().getSnapshot()
        if (run?.status === 'open') store.send({ type: 'run.stop', run: run.id })
      }
    },
  }
}
