import type { Backend } from '../backend/Backend.ts'
import { createCheckedBackend } from '../backend/createCheckedBackend.ts'
import { createSocketBackend } from '../backend/createSocketBackend.ts'
import type { RequestOptions, TokenSource } from '../Client.ts'
import { personOf } from '../connection/personOf.ts'
import type { Environment } from '../environment.ts'
import type { DeviceStorage } from '../storage/DeviceStorage.ts'
import { askPersonAt } from './askPerson.ts'
import { createDeviceStorage } from './deviceStorage.ts'
import { eraseNotes } from './eraseNotes.ts'
import { createLastPerson } from './lastPerson.ts'
import { onShown } from './onShown.ts'
import { sendWithProgress } from './sendWithProgress.ts'
import { serverConnect } from './serverConnect.ts'
import { serverUrl } from './serverUrl.ts'
import { openSharedBackend } from './sharedWorker.ts'

/** Where our server is, and who asks. */
export interface OwnServerOptions {
  readonly url?: string | undefined
  readonly token?: TokenSource | undefined
  readonly user?: string | undefined
  readonly environment: Environment
  /** Who asks, as far as that is known. */
  readonly asks: () => string | null
  /** Another page has signed out who asks. */
  readonly ended: () => void
}

/** The way to our server, and what is kept of it on this device. */
export interface OwnServer {
  /** Opens the connection; `failed` is told when it can be used no more. */
  open(failed: () => void): Promise<Backend>
  /** Every call of it rejects where nobody said whose it would be, or where nothing can be kept. */
  readonly storage: DeviceStorage
  /** Requests a path with the token in the Authorization header. [S6] */
  request(path: string, init?: RequestOptions): Promise<Response>
}

/** A name for who asks, under which nobody else finds what is kept; null when a token says who it is, and it may be somebody else the next time. */
async function identityOf({ user, token }: OwnServerOptions): Promise<string | null> {
  if (user !== undefined) return `user ${user}`
  if (token === undefined) return ''
  if (typeof token === 'function' || typeof crypto.subtle === 'undefined') return null
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))
  return `token ${Array.from(new Uint8Array(hash), byte => byte.toString(16).padStart(2, '0')).join('')}`
}

const refuse = () => Promise.reject(new Error('Nothing is kept here.'))

const noStorage: DeviceStorage = {
  outbox: { load: refuse, put: refuse, remove: refuse },
  views: { load: refuse, save() {} },
  clear: async whose => eraseNotes(whose),
}

/**
 * Finds the way to our server: the connection that the tabs of this browser share, or one of this page alone where tabs cannot share, or must not
 * because nobody said whose they are. [C6]
 */
export async function createOwnServer(options: OwnServerOptions): Promise<OwnServer> {
  const { token, environment, asks, ended } = options
  const url = serverUrl(options.url, '', 'http')
  const identity = await identityOf(options)
  let mayShare = identity !== null
  const name = `sluice ${url} ${identity}`
  const person = createLastPerson(name, identity !== '')

  function remember(backend: Backend): Backend {
    backend.connection.subscribe(() => {
      const view = backend.connection.getSnapshot()
      if (identity !== null && view.status === 'online') person.greeted(personOf(view))
    })
    return backend
  }

  return {
    async open(failed) {
      const lose = (): void => {
        mayShare = false
        failed()
      }
      // A script of another origin, or a policy of the page, may forbid workers altogether.
      const shared = mayShare
        ? await openSharedBackend({ url, identity: identity ?? '', token, failed: lose }).catch(() => null)
        : null
      if (shared) return remember(shared)
      mayShare = false
      const own = createSocketBackend({ connect: serverConnect(url, environment), token, environment })
      const source = { environment, askPerson: askPersonAt(url), onShown }
      return remember(token === undefined ? createCheckedBackend(own, source) : own)
    },
    storage:
      identity === null || typeof BroadcastChannel === 'undefined'
        ? noStorage
        : createDeviceStorage({ name, person, environment, asks, ended }),
    async request(path, init) {
      const headers = new Headers(init?.headers)
      const value = typeof token === 'function' ? await token() : token
      if (value !== undefined) headers.set('authorization', `Bearer ${value}`)
      const address = serverUrl(options.url, path, 'http')
      if (init?.onSent && typeof XMLHttpRequest !== 'undefined')
        return sendWithProgress(address, { ...init, headers }, init.onSent)
      return fetch(address, { ...init, headers })
    },
  }
}
