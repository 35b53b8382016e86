import type { Problem } from '../problem.ts'
import { retryOf } from '../retry.ts'
import { backoffMs } from './backoff.ts'
import {
  type ConnectionContext,
  type ConnectionEffect,
  type ConnectionEvent,
  type ConnectionMemory,
  type ConnectionState,
  type ConnectionStatus,
  type ConnectionStep,
  idleConnection,
} from './state.ts'

/** A ping that nothing answers before the next one is due means a dead connection: noticed within two of them. [W2] */
const PING_MS = 10_000
/** After waking up it is noticed within 3 s; the rest is for the reconnect to begin. [W2] */
const PROBE_MS = 2_500
/** Longer than a TLS handshake on a bad mobile network takes. */
const ATTEMPT_MS = 10_000

const isReady = ({ status }: ConnectionState): boolean => status === 'greeting' || status === 'online'
const hasSocket = (state: ConnectionState): boolean => state.status === 'opening' || isReady(state)

function transition(
  state: ConnectionState,
  event: ConnectionEvent,
  { now, random, renews }: ConnectionContext,
): ConnectionState {
  const { status, attempt, denied, error, principal } = state
  const go = (
    next: ConnectionStatus,
    ms: number | null,
    change: Partial<ConnectionMemory & { isHeard: boolean }> = {},
  ): ConnectionState =>
    // The cast puts together what the callers below give for each state.
    ({
      attempt,
      denied,
      error,
      principal,
      ...change,
      status: next,
      until: ms === null ? null : now + ms,
    }) as ConnectionState
  const open = (change?: Partial<ConnectionMemory>) => go('opening', ATTEMPT_MS, change)
  const wait = (reason: Problem | null, atLeastMs: number) =>
    go('waiting', atLeastMs + backoffMs(attempt + 1, random), { attempt: attempt + 1, error: reason })

  switch (event.type) {
    case 'start':
      return status === 'idle' ? open() : state
    case 'stop':
      return status === 'closed' ? state : idleConnection
    case 'close':
      return { ...idleConnection, until: null, status: 'closed' }
    case 'wake':
      if (status === 'waiting' || status === 'refused') return open()
      return status === 'online' && state.until > now + PROBE_MS
        ? go('online', PROBE_MS, { isHeard: false })
        : state
    case 'opened':
      return status === 'opening' ? go('greeting', ATTEMPT_MS) : state
    case 'welcome':
      return status === 'greeting'
        ? go('online', PING_MS, { error: null, principal: event.principal, isHeard: true })
        : state
    case 'heard':
      if (status !== 'online') return state
      if (event.isOfUse && attempt + denied > 0) return { ...state, isHeard: true, attempt: 0, denied: 0 }
      return state.isHeard ? state : { ...state, isHeard: true }
    case 'refused':
    case 'goodbye': {
      const retry = retryOf(event.error.code)
      const isToken = retry === 'with-new-token'
      // Once greeted, a refusal is of one frame and not of the connection, except for want of a good token.
      if (!isReady(state) || (event.type === 'refused' && status === 'online' && !isToken)) return state
      if (retry === 'later') return wait(event.error, event.retryAfterMs)
      if (isToken && renews && denied === 0) return open({ denied: 1, error: event.error })
      return go('refused', null, { denied: 0, error: event.error })
    }
    case 'lost':
      return hasSocket(state) ? wait(event.error ?? error, 0) : state
    case 'timer':
      if (status === 'waiting') return open()
      if (status !== 'online') return hasSocket(state) ? wait(error, 0) : state
      return state.isHeard ? go('online', PING_MS, { isHeard: false }) : open({ attempt: attempt + 1 })
  }
}

/** What has to be done when one state follows another. */
function effectsBetween(before: ConnectionState, after: ConnectionState): ConnectionEffect[] {
  const effects: ConnectionEffect[] = []
  const isOpening = after.status === 'opening' && before.status !== 'opening'
  if (isReady(before) && !isReady(after)) effects.push('lost')
  if (hasSocket(before) && (isOpening || !hasSocket(after))) effects.push('drop')
  if (before.until !== after.until) effects.push('timer')
  if (isOpening) effects.push('open')
  if (isReady(after) && !isReady(before)) effects.push('greet', 'ready')
  if (after.status === 'online' && !after.isHeard && before.until !== after.until) effects.push('ping')
  return effects
}

/**
 * Says what an event makes of a connection and what is to be done about it. Pure: an event that means nothing in a state returns the same state
 * without effects. The first attempt after a drop comes within 500 ms, the others with full jitter up to 15 s, and at once when the page wakes. [C1 W2]
 */
export function step(
  state: ConnectionState,
  event: ConnectionEvent,
  context: ConnectionContext,
): ConnectionStep {
  const next = state.status === 'closed' ? state : transition(state, event, context)
  return { state: next, effects: effectsBetween(state, next) }
}
