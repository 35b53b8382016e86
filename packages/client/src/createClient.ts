import type { SessionRef } from '@sluice/protocol'
import { ownCapabilities } from './backend/capabilities.ts'
import { createLazyBackend } from './backend/createLazyBackend.ts'
import { createLink, type Link } from './backend/createLink.ts'
import type { Client, ClientOptions } from './Client.ts'
import { browserEnvironment } from './edge/browserEnvironment.ts'
import type { OwnServer } from './edge/ownServer.ts'
import { createSessionStore } from './session/createSessionStore.ts'
import type { SessionStore } from './session/SessionStore.ts'
import { createLazyStorage } from './storage/createLazyStorage.ts'
import type { DeviceStorage } from './storage/DeviceStorage.ts'

/**
 * Creates a client. Nothing is connected before something is subscribed to or sent, so it may be created on a server. What keeps the connection, and
 * what is kept on the device, is code that is loaded then. Throws a TypeError for a `url` that is none.
 *
 * @example
 * const session = createClient({ url: 'https://agents.example.com' }).session({ agent: 'triage', id: 'bug-7' })
 * session.messages().subscribe(() => console.log(session.messages().getSnapshot()))
 */
export function createClient(options: ClientOptions = {}): Client {
  const { url, token, user, environment = browserEnvironment } = options
  if (url !== undefined && !/^(http|ws)s?:\/\/./i.test(url))
    throw new TypeError(
      `The url ${url} is no server's: it has to begin with http://, https://, ws:// or wss://.`,
    )
  let server: Promise<OwnServer> | undefined
  const loadServer = (): Promise<OwnServer> => {
    server ??= import('./edge/ownServer.ts').then(({ createOwnServer }) =>
      createOwnServer({ url, token, user, environment, asks: () => link.person(), ended: end }),
    )
    // Loading may work the next time.
    server.catch(() => {
      server = undefined
    })
    return server
  }
  const isOwn = options.backend === undefined
  const backend =
    options.backend ??
    createLazyBackend(failed => loadServer().then(({ open }) => open(failed)), ownCapabilities, environment)
  const loadStorage = (): Promise<DeviceStorage> => loadServer().then(({ storage }) => storage)
  const mayKeep = isOwn && typeof indexedDB === 'object'
  const device = mayKeep ? createLazyStorage(loadStorage) : { outbox: null, views: null }
  const { outbox = device.outbox, views = device.views } = options
  const link: Link = createLink({ backend, environment, outbox, views })
  function end(): void {
    backend.close()
    link.end()
  }
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
    request: (path, init) => loadServer().then(({ request }) => request(path, init)),
    now: () => environment.now() + backend.clockOffset(),
    async logout() {
      const person = link.person()
      end()
      if (mayKeep) await (await loadStorage()).clear(person)
      else (await import('./edge/eraseNotes.ts')).eraseNotes(person)
    },
  }
}
