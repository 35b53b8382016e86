import type { ServerFrame } from '@sluice/protocol'
import type { Problem } from '../problem.ts'
import type { ConnectionView } from './view.ts'

/** What every state remembers. */
export interface ConnectionMemory {
  /** Attempts since the last connection that was of use. */
  readonly attempt: number
  /** Tokens refused since the last connection that was of use. */
  readonly denied: number
  readonly error: Problem | null
  /** Who the server last said we are; null before the first welcome. */
  readonly principal: string | null
  readonly tenant: string | null
  /** Whether something was heard since the last ping. */
  readonly isHeard: boolean
}

/**
 * Where a connection stands: `idle` unused, `opening` a socket, `greeting` until the welcome, `online`, `waiting` for the next attempt, `refused`
 * until somebody asks again, `closed`. `until` is the local time in ms of the state's timer. [C1]
 */
export type ConnectionState = ConnectionMemory &
  (
    | { readonly status: 'idle' | 'refused' | 'closed'; readonly until: null }
    | { readonly status: 'opening' | 'greeting' | 'waiting'; readonly until: number }
    | { readonly status: 'online'; readonly until: number }
  )

/** The name of a state. */
export type ConnectionStatus = ConnectionState['status']

/** What can happen to a connection: `wake` when the page woke up, was shown or came online, or somebody asked to try again. */
export type ConnectionEvent =
  | { readonly type: 'start' | 'stop' | 'close' | 'wake' | 'opened' }
  /** The time of `until` has come, or the socket closed, or there was no token to open it with. */
  | { readonly type: 'timer' | 'lost'; readonly error?: Problem }
  | ServerFrame

/** What is to be done, in this order: with the socket, with the state's timer, and what the client is told of requests that may be sent. */
export type ConnectionEffects = Readonly<
  Record<'drop' | 'timer' | 'open' | 'ping' | 'lost' | 'ready', boolean>
>

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
  readonly effects: ConnectionEffects
}

/** A connection that nothing has needed yet. */
export const idleConnection = {
  status: 'idle',
  attempt: 0,
  denied: 0,
  error: null,
  principal: null,
  tenant: null,
  isHeard: true,
  until: null,
} satisfies ConnectionState

/** What a page may show of a state, but for `since`. */
export function connectionView({
  status,
  principal,
  tenant,
  attempt,
  error,
  until,
}: ConnectionState): Omit<ConnectionView, 'since'> {
  const isSettled = status === 'online' || until === null
  return {
    status: isSettled ? status : principal === null ? 'connecting' : 'reconnecting',
    attempt: status === 'online' ? 0 : attempt,
    nextAttemptAt: status === 'waiting' ? until : null,
    error,
    principal,
    tenant,
  }
}
