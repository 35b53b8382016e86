import type { SessionRef } from '@sluice/protocol'
import { createLink } from './backend/createLink.ts'
import { createSocketBackend } from './backend/createSocketBackend.ts'
import type { Client, ClientOptions } from './Client.ts'
import { browserEnvironment } from './edge/browserEnvironment.ts'
import { partySocketConnect } from './edge/partySocketConnect.ts'
import { requestWithToken } from './edge/requestWithToken.ts'
import { createSessionStore } from './session/createSessionStore.ts'
import type { SessionStore } from './session/SessionStore.ts'

/**
 * Creates a client. Nothing is connected before something is subscribed to or sent, so it may be created on a server.
 *
 * @example
 * const session = createClient({ url: 'https://agents.example.com' }).session({ agent: 'triage', id: 'bug-7' })
 * session.messages().subscribe(() => console.log(session.messages().getSnapshot()))
 */
export function createClient(options: ClientOptions = {}): Client {
  const { url, token, environment = browserEnvironment } = options
  const backend =
    options.backend ?? createSocketBackend({ connect: partySocketConnect(url), token, environment })
  const link = createLink(backend, environment, options.outbox)
  /** Sessions that nothing uses are left to the garbage collector; one that is used is held by the link. */
  const sessions = new Map<string, WeakRef<SessionStore>>()

  return {
    ...backend,
    link,
    environment,
    session({ agent, id }: SessionRef) {
      const key = `${agent}/${id}`
      const known = sessions.get(key)?.deref()
      if (known !== undefined) return known
      const store = createSessionStore({ agent, id }, link)
      sessions.set(key, new WeakRef(store))
      return store
    },
    request: (path, init) => requestWithToken(url, token, path, init),
    now: () => environment.now() + backend.clockOffset(),
  }
}
