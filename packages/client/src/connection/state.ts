import type { Problem } from '../problem.ts'
import type { ConnectionView } from './view.ts'

/** What every state remembers. */
interface Memory {
  /** Attempts since the last connection that was of use. */
  readonly attempt: number
  /** Tokens refused since the last connection that was of use. */
  readonly denied: number
  readonly error: Problem | null
  /** Who the server last said we are; null before the first welcome. */
  readonly principal: string | null
}

/**
 * Where a connection stands: `idle` unused, `opening` a socket, `greeting` until the welcome, `online`, `waiting` for the next attempt, `refused`
 * until somebody asks again, `closed`. [C1]
 */
export type ConnectionState = Memory &
  (
    | { readonly status: 'idle' | 'opening' | 'greeting' | 'refused' | 'closed' }
    | {
        readonly status: 'online'
        /** Ticks since the last frame. */
        readonly silent: number
        /** Whether the next tick sends a ping. */
        readonly pings: boolean
        /** The page woke up, and the server has not been heard since. */
        readonly probing: boolean
      }
    | { readonly status: 'waiting'; readonly until: number }
  )

/** The name of a state. */
export type ConnectionStatus = ConnectionState['status']

/** What can happen to a connection. */
export type ConnectionEvent =
  | { readonly type: 'start' | 'stop' | 'close' }
  /** The page woke up, was shown or came online, or somebody asked to try again. */
  | { readonly type: 'wake' }
  /** The socket is open. */
  | { readonly type: 'opened' }
  | { readonly type: 'welcome'; readonly principal: string }
  /** A frame arrived; one that serves a subscription or a command is `useful`. */
  | { readonly type: 'heard'; readonly useful: boolean }
  /** The server refused the greeting, or the token that was good until now. */
  | { readonly type: 'refused'; readonly error: Problem; readonly retryAfterMs: number }
  | { readonly type: 'goodbye'; readonly error: Problem; readonly retryAfterMs: number }
  /** The socket closed, or there was no token to open it with. */
  | { readonly type: 'lost'; readonly error: Problem | null }
  | { readonly type: 'timer' }

/** What is to be done. There is one timer; setting it replaces it, null stops it. */
export type ConnectionEffect =
  | { readonly type: 'open' | 'greet' | 'ping' | 'drop' }
  /** Tells the client that requests may be sent, or no more. */
  | { readonly type: 'ready' | 'lost' }
  | { readonly type: 'timer'; readonly ms: number | null }

/** What a step may know besides the state and the event. */
export interface ConnectionContext {
  /** The local clock in ms. */
  readonly now: number
  /** A number from 0 up to 1, drawn for this step. */
  readonly random: number
  /** Whether another token can be got for one that was refused. */
  readonly renews: boolean
}

/** What comes of a step. */
export interface ConnectionStep {
  readonly state: ConnectionState
  readonly effects: readonly ConnectionEffect[]
}

/** A connection that nothing has needed yet. */
export const idleConnection: ConnectionState = {
  status: 'idle',
  attempt: 0,
  denied: 0,
  error: null,
  principal: null,
}

/** What a page may show of a state, but for `since`. */
export function connectionView(state: ConnectionState): Omit<ConnectionView, 'since'> {
  const { status, principal } = state
  const isTrying = status === 'opening' || status === 'greeting' || status === 'waiting'
  return {
    status: isTrying ? (principal === null ? 'connecting' : 'reconnecting') : status,
    attempt: status === 'online' ? 0 : state.attempt,
    nextAttemptAt: status === 'waiting' ? state.until : null,
    error: state.error,
    principal,
  }
}
