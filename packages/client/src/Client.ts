import type { SessionRef } from '@sluice/protocol'
import type { Backend, BackendCapabilities } from './backend/Backend.ts'
import type { Link } from './backend/createLink.ts'
import type { ConnectionView } from './connection/view.ts'
import type { Environment } from './environment.ts'
import type { OutboxStorage } from './outbox/OutboxStorage.ts'
import type { Readable } from './readable.ts'
import type { SessionStore } from './session/SessionStore.ts'
import type { ViewStorage } from './storage/ViewStorage.ts'

/** A token, or a function that gets a fresh one for each attempt. It travels in a frame, never in a URL. [S6] */
export type TokenSource = string | (() => string | Promise<string>)

/** What a client is made of. Everything has a default in a browser. */
export interface ClientOptions {
  /** The server, `http:`, `https:`, `ws:` or `wss:`; the page's own origin when absent. */
  readonly url?: string
  readonly token?: TokenSource
  /**
   * Who is signed in, by any name that is theirs alone: what is kept on the device, and the socket that tabs share, is theirs. Where there is a `token`
   * that changes and no user, each page has a socket of its own and nothing is kept. Where neither is given, a cookie or a proxy tells the server who asks,
   * and the server tells the client: what is kept and shown is of whom it has greeted. [C3 C6 C11]
   */
  readonly user?: string
  /** Instead of our server at `url`. Nothing is kept then, unless `outbox` and `views` are given. [C7] */
  readonly backend?: Backend
  /** Where commands that wait are kept; on the device when absent, null for in memory. [C3] */
  readonly outbox?: OutboxStorage | null
  /** Where the last view of each session is kept for the next page; on the device when absent, null for nowhere. */
  readonly views?: ViewStorage | null
  /** The browser's when absent. [X1] */
  readonly environment?: Environment
}

/** What a request is made of. */
export interface RequestOptions extends RequestInit {
  /** Is told now and then how many bytes of the body have left the page, where the way to the server can say so. */
  readonly onSent?: (bytes: number) => void
}

/** One connection and the live sessions on it. It connects when something is first subscribed or sent, and lets go when nothing is any more. */
export interface Client extends Pick<Backend, 'upload'> {
  /** What readers beside the sessions are made with, such as `directoryOf` and `createLog`. */
  readonly link: Link
  readonly environment: Environment
  readonly capabilities: BackendCapabilities
  readonly connection: Readable<ConnectionView>
  /** The store of a session; the same for the same session while anything uses it. */
  session(ref: SessionRef): SessionStore
  /** Requests a path of the server (`/v1/…`) with the client's token in the Authorization header: blobs, older messages, views at an offset. [S6] */
  request(path: string, init?: RequestOptions): Promise<Response>
  /** The server's clock in ms, as far as known; for countdowns. [W2] */
  now(): number
  /** Tries to connect at once instead of waiting, and also after a refusal. */
  reconnect(): void
  /** Frames that could not be parsed so far, and were passed over. */
  malformedFrames(): number
  /** Ends all subscriptions and the connection. */
  close(): void
  /**
   * Closes, and erases what is kept on this device of this server and user, and what is shown of it, in all pages; with it what components keep in the local
   * storage under keys that begin with `sluice:`, such as drafts, but for those that end with ` by ` and another principal. Nothing else tells the pages that
   * somebody has signed out. [C10]
   */
  logout(): Promise<void>
}
