import type { Problem } from '../problem.ts'
import { retryOf } from '../retry.ts'
import { backoffMs } from './backoff.ts'
import {
  type ConnectionContext,
  type ConnectionEffect,
  type ConnectionEvent,
  type ConnectionState,
  type ConnectionStep,
  idleConnection,
} from './state.ts'

/** Half a heartbeat: the server is heard at least every 10 s, and its silence is noticed between 15 and 20 s. [W2] */
const TICK_MS = 5_000
const SILENT_TICKS = 4
/** After waking up, silence is noticed within 3 s; the rest is for the reconnect to begin. [W2] */
const PROBE_MS = 2_500
/** Longer than a TLS handshake on a bad mobile network takes, and than the 5 s in which the server wants the greeting. */
const ATTEMPT_MS = 10_000

const isReady = ({ status }: ConnectionState): boolean => status === 'greeting' || status === 'online'

const stay = (state: ConnectionState): ConnectionStep => ({ state, effects: [] })

/** Leaves a state for one with or without a socket; whoever had a ready connection is told that it is gone. */
function leave(from: ConnectionState, state: ConnectionState, ms: number | null): ConnectionStep {
  const effects: ConnectionEffect[] = isReady(from) ? [{ type: 'lost' }] : []
  effects.push({ type: 'drop' }, { type: 'timer', ms })
  if (state.status === 'opening') effects.push({ type: 'open' })
  return { state, effects }
}

const memory = ({ attempt, denied, error, principal }: ConnectionState) => ({
  attempt,
  denied,
  error,
  principal,
})

const open = (state: ConnectionState, change: Partial<ConnectionState> = {}): ConnectionStep =>
  leave(state, { ...memory(state), ...change, status: 'opening' } as ConnectionState, ATTEMPT_MS)

function wait(
  state: ConnectionState,
  error: Problem | null,
  atLeastMs: number,
  { now, random }: ConnectionContext,
): ConnectionStep {
  const attempt = state.attempt + 1
  const ms = atLeastMs + backoffMs(attempt, random)
  return leave(state, { ...memory(state), attempt, error, status: 'waiting', until: now + ms }, ms)
}

function refuse(
  state: ConnectionState,
  error: Problem,
  retryAfterMs: number,
  context: ConnectionContext,
): ConnectionStep {
  const retry = retryOf(error.code)
  const isToken = retry === 'with-new-token'
  // Once greeted, a refusal that names neither a command nor a channel is of one frame, not of the connection.
  if (state.status === 'online' && !isToken) return stay(state)
  if (retry === 'later') return wait(state, error, retryAfterMs, context)
  const denied = state.denied + 1
  if (isToken && context.renews && denied < 2) return open(state, { denied, error })
  return leave(state, { ...memory(state), denied: 0, error, status: 'refused' }, null)
}

function tick(state: ConnectionState, context: ConnectionContext): ConnectionStep {
  if (state.status === 'waiting') return open(state)
  if (state.status !== 'online')
    return state.status === 'opening' || state.status === 'greeting'
      ? wait(state, state.error, 0, context)
      : stay(state)
  if (state.probing) return open(state, { attempt: state.attempt + 1 })
  const silent = state.silent + 1
  if (silent >= SILENT_TICKS) return wait(state, null, 0, context)
  return {
    state: { ...state, silent, pings: !state.pings },
    effects: [...(state.pings ? [{ type: 'ping' as const }] : []), { type: 'timer', ms: TICK_MS }],
  }
}

function hear(state: ConnectionState, useful: boolean): ConnectionStep {
  if (state.status !== 'online') return stay(state)
  const isSettled = !useful || (state.attempt === 0 && state.denied === 0)
  if (state.silent === 0 && !state.probing && isSettled) return stay(state)
  return {
    state: { ...state, silent: 0, probing: false, ...(useful ? { attempt: 0, denied: 0 } : {}) },
    effects: state.probing ? [{ type: 'timer', ms: TICK_MS }] : [],
  }
}

function wake(state: ConnectionState): ConnectionStep {
  if (state.status === 'waiting' || state.status === 'refused') return open(state)
  if (state.status !== 'online' || state.probing) return stay(state)
  return { state: { ...state, probing: true }, effects: [{ type: 'ping' }, { type: 'timer', ms: PROBE_MS }] }
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
  const { status } = state
  if (status === 'closed') return stay(state)
  switch (event.type) {
    case 'start':
      return status === 'idle' ? open(state) : stay(state)
    case 'stop':
      return status === 'idle' ? stay(state) : leave(state, idleConnection, null)
    case 'close':
      return leave(state, { ...idleConnection, status: 'closed' }, null)
    case 'wake':
      return wake(state)
    case 'opened':
      return status === 'opening'
        ? {
            state: { ...state, status: 'greeting' },
            effects: [{ type: 'greet' }, { type: 'timer', ms: ATTEMPT_MS }, { type: 'ready' }],
          }
        : stay(state)
    case 'welcome':
      return status === 'greeting'
        ? {
            state: {
              ...memory(state),
              error: null,
              principal: event.principal,
              status: 'online',
              silent: 0,
              pings: true,
              probing: false,
            },
            effects: [{ type: 'timer', ms: TICK_MS }],
          }
        : stay(state)
    case 'heard':
      return hear(state, event.useful)
    case 'refused':
      return isReady(state) ? refuse(state, event.error, event.retryAfterMs, context) : stay(state)
    case 'goodbye':
      return isReady(state) ? wait(state, event.error, event.retryAfterMs, context) : stay(state)
    case 'lost':
      return isReady(state) || status === 'opening'
        ? wait(state, event.error ?? state.error, 0, context)
        : stay(state)
    case 'timer':
      return tick(state, context)
  }
}
