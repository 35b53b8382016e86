import type { RequestFrame } from '../backend/Backend.ts'
import type { ConnectionView } from '../connection/view.ts'

/** What a tab tells the worker that holds the socket. [C6] */
export type TabMessage =
  /** `look` when somebody looks at the tab again, whom the browser may say to be another one. */
  | { readonly type: 'stop' | 'wake' | 'beat' | 'look' }
  /** `isNamed` by a token; else the browser says who asks, and may say somebody else than when the connection was opened. */
  | { readonly type: 'start'; readonly isNamed: boolean }
  /** `connection` is the one that the tab was told of last. */
  | { readonly type: 'request'; readonly frame: RequestFrame; readonly connection: number }
  /** So many more UTF-16 units of frames were taken. */
  | { readonly type: 'taken'; readonly length: number }
  /** The answer to `ask-token`: a token, none, or why there is none. */
  | { readonly type: 'token'; readonly ask: number; readonly token?: string; readonly failure?: string }

/** What the worker tells a tab. */
export type WorkerMessage =
  | { readonly type: 'lost' | 'beat' }
  /** Connections have numbers: what a tab asks for on one that is gone is not asked for on the next, which may be somebody else's. */
  | { readonly type: 'ready'; readonly connection: number }
  | {
      readonly type: 'connection'
      readonly view: ConnectionView
      readonly clockOffset: number
      readonly malformed: number
    }
  /** A frame as it came; `channel` is the tab's own number for the one that stands in it. */
  | { readonly type: 'answer'; readonly text: string; readonly channel?: number }
  | { readonly type: 'ask-token'; readonly ask: number }

/** A way to the other side. Messages arrive in their order, or not at all once it is gone. */
export interface Port<M> {
  post(message: M): void
}

/** What a tab may have been sent and not have taken, in UTF-16 units, when it has taken nothing for a while; then it sleeps, and is caught up when it wakes. [C6] */
export const MOST_UNTAKEN = 1024 * 1024

/** A tab that takes is only busy. Longer than a page is held up by its own work. */
export const SILENT_MS = 2_000

/** However busy a tab is, it is sent no more than this. */
export const MOST_UNTAKEN_AT_ALL = 16 * MOST_UNTAKEN

/** A tab tells what it took in pieces of at least this. */
export const TAKEN_STEP = 32 * 1024

/** How often a tab asks whether the worker is still there. */
export const BEAT_MS = 10_000
