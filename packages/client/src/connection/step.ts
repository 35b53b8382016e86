import { isAnswer } from '../backend/Backend.ts'
import { keep } from '../cell.ts'
import { type Problem, problemOf } from '../problem.ts'
import { backoffMs } from './backoff.ts'
import {
  type ConnectionContext,
  type ConnectionEffects,
  type ConnectionEvent,
  type ConnectionMemory,
  type ConnectionState,
  type ConnectionStatus,
  type ConnectionStep,
  idleConnection,
} from './state.ts'

/**
 * How long a socket may take to open, a greeting to be answered, and a connection to be quiet before the next ping: longer than a TLS handshake on
 * a bad mobile network, and a dead connection is noticed within two of them. [W2]
 */
const PATIENCE_MS = 10_000
/** After waking up it is noticed within 3 s; the rest is for the reconnect to begin. [W2] */
const PROBE_MS = 2_500

/** How far a state is: 1 where it has a socket, 2 where requests may be sent. */
const reach: Readonly<Record<ConnectionStatus, number>> = {
  idle: 0,
  refused: 0,
  closed: 0,
  waiting: 0,
  opening: 1,
  greeting: 2,
  online: 2,
}

function transition(
  state: ConnectionState,
  event: ConnectionEvent,
  context: ConnectionContext,
): ConnectionState {
  const { status } = state
  const go = (
    next: ConnectionStatus,
    change: Partial<ConnectionMemory & { until: null }> = {},
    ms = PATIENCE_MS,
  ): ConnectionState =>
    // The cast puts together what the callers below give for each state.
    ({ ...state, isHeard: true, until: context.now + ms, ...change, status: next }) as ConnectionState
  const wait = (error: Problem | null, atLeastMs = 0) =>
    go(
      'waiting',
      { attempt: state.attempt + 1, error },
      atLeastMs + backoffMs(state.attempt + 1, context.random),
    )

  switch (event.type) {
    case 'start':
      return status === 'idle' ? go('opening') : state
    case 'stop':
      return idleConnection
    case 'close':
      return { ...idleConnection, status: 'closed' }
    case 'wake':
      if (status === 'waiting' || status === 'refused') return go('opening')
      if (status !== 'online') return state
      // A ping that is only due would be given all the patience of one that nobody waits for; one that is late was overtaken by the clock in a sleep.
      return !state.isHeard && state.until > context.now && state.until <= context.now + PROBE_MS
        ? state
        : go(status, { isHeard: false }, PROBE_MS)
    case 'opened':
      return status === 'opening' ? go('greeting') : state
    case 'welcome':
      return status === 'greeting'
        ? go('online', { error: null, principal: event.principal, tenant: event.tenant ?? null })
        : state
    case 'timer':
    case 'lost':
      if (event.type === 'timer') {
        if (status === 'waiting') return go('opening')
        if (status === 'online')
          return state.isHeard
            ? go(status, { isHeard: false })
            : go('opening', { attempt: state.attempt + 1 })
      }
      return reach[status] > 0 ? wait(event.error ?? state.error) : state
    case 'refused':
    case 'closed':
    case 'goodbye': {
      const { error, retry, retryAfterMs } = problemOf(event)
      const isToken = retry === 'with-new-token'
      // Once greeted, a refusal is of one frame and not of the connection, except for want of a good token.
      if (isToken || event.type === 'goodbye' || (status === 'greeting' && !isAnswer(event))) {
        if (reach[status] < 2) return state
        // The hello is always the first frame, so it only came too late.
        if (retry === 'later' || error.code === 'hello-expected') return wait(error, retryAfterMs)
        if (isToken && context.renews && state.denied === 0) return go('opening', { denied: 1, error })
        return go('refused', { denied: 0, error, until: null })
      }
    }
  }
  if (status !== 'online') return state
  const good = isAnswer(event) ? { attempt: 0, denied: 0 } : {}
  return keep(state, { ...state, ...good, isHeard: true })
}

/** Tells whether a frame leaves an online connection as it is: one that is of use already and was heard since the last ping. */
export const isQuiet = (
  { status, isHeard, attempt, denied }: ConnectionState,
  { type }: ConnectionEvent,
): boolean =>
  status === 'online' &&
  isHeard &&
  attempt === 0 &&
  denied === 0 &&
  (type === 'events' || type === 'snapshot')

/** What has to be done when one state follows another. The client is told last, as what it does may bring the next event. */
function effectsBetween(before: ConnectionState, after: ConnectionState): ConnectionEffects {
  const from = reach[before.status]
  const to = reach[after.status]
  // A wait of no time at all ends when the one before did, and is timed as well; so is one for an answer that ends when the next ping was due.
  const isTimed =
    before.until !== after.until ||
    (after.until !== null && (before.status !== after.status || (before.isHeard && !after.isHeard)))
  return {
    drop: from > to,
    timer: isTimed,
    open: to === 1 && from !== 1,
    ping: !after.isHeard && (isTimed || before.isHeard),
    lost: from === 2 && to < 2,
    ready: to === 2 && from < 2,
  }
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
