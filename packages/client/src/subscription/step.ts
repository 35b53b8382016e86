import { emptyView, parseView, type View } from '@sluice/fold'
import { type Envelope, isAfter, type Offset, VIEW_REVISION } from '@sluice/protocol'
import type { AnswerFrame } from '../backend/Backend.ts'
import { type Problem, problemOf } from '../problem.ts'
import type { SessionStatus } from '../session/SessionStore.ts'

/**
 * Where the subscription to a session stands, and what every state of it remembers. `connecting` without a connection or until it asks again,
 * which is after an `error`; `closed` for good.
 */
export interface SubscriptionState extends Omit<SessionStatus, 'staleSince'> {
  /** The last offset that was taken over. */
  readonly offset: Offset | null
  /** Subscriptions that went wrong since the last that did not. */
  readonly attempt: number
  /** Those of a snapshot that is still arriving. */
  readonly pieces: readonly string[]
}

/** A frame of a session's channel. */
export type SessionFrame = Extract<
  AnswerFrame,
  { type: 'snapshot' | 'events' | 'live' | 'refused' | 'closed' }
>

/**
 * What can happen to a subscription: `ready` when it may ask, because the connection is there or the wait is over, `lost` with the connection,
 * `outdated` when the view cannot be folded further by this page. [E3]
 */
export type SubscriptionEvent = { readonly type: 'ready' | 'lost' | 'outdated' } | SessionFrame

/** What is to be done, in this order. */
export interface SubscriptionEffects {
  readonly unsubscribe?: true
  /** Asks for what follows the offset. */
  readonly subscribe?: true
  /** Waits before asking again, at least this many ms and the back-off of the attempt. */
  readonly wait?: number
  /** To be folded. */
  readonly envelopes?: readonly Envelope[]
  /** Takes a view in the place of the one that was folded. */
  readonly view?: View
}

/** What comes of a step. */
export interface SubscriptionStep {
  readonly state: SubscriptionState
  readonly effects: SubscriptionEffects
}

/** A subscription that was never made. */
export const noSubscription: SubscriptionState = {
  phase: 'connecting',
  writer: false,
  error: null,
  offset: null,
  attempt: 0,
  pieces: [],
}

/**
 * Says what an event makes of a subscription. Events that do not follow what was taken over last are not taken over: the subscription asks again
 * from where it is, at once the first time, later after a wait. Pure; an event that means nothing in a state returns the same state without
 * effects. [W1 W6 E3]
 */
export function step(state: SubscriptionState, event: SubscriptionEvent): SubscriptionStep {
  const { phase } = state
  const go = (change: Partial<SubscriptionState>, effects: SubscriptionEffects = {}): SubscriptionStep => ({
    state: { ...state, error: null, pieces: [], ...change },
    effects,
  })
  const again = { phase: 'connecting', attempt: state.attempt + 1 } as const
  const misfits = () =>
    state.attempt === 0
      ? go({ phase: 'catching-up', attempt: 1 }, { unsubscribe: true, subscribe: true })
      : go({ ...again, error: misfit }, { unsubscribe: true, wait: 0 })

  if (phase !== 'closed') {
    if (event.type === 'lost') return go({ phase: 'connecting' })
    if (event.type === 'outdated') return go({ phase: 'closed', error: outdated }, { unsubscribe: true })
    if (event.type === 'ready' && phase === 'connecting')
      return go({ phase: 'catching-up' }, { subscribe: true })
  }
  if (phase === 'catching-up' || phase === 'live')
    switch (event.type) {
      case 'snapshot': {
        if (event.revision !== VIEW_REVISION) return step(state, { type: 'outdated' })
        const earlier = event.index === 0 ? [] : state.pieces
        const pieces = [...earlier, event.text]
        if (event.index !== earlier.length) return misfits()
        if (pieces.length < event.count) return go({ pieces })
        const parsed = parseView(pieces.join(''))
        return parsed.ok ? go({ offset: event.offset }, { view: parsed.value }) : misfits()
      }
      case 'events': {
        if (!follow(event.envelopes, event.after, state.offset)) return misfits()
        return go(
          { attempt: 0, offset: event.envelopes.at(-1)?.offset ?? state.offset },
          { envelopes: event.envelopes },
        )
      }
      case 'live':
        return go({
          phase: 'live',
          attempt: event.head === state.offset ? 0 : state.attempt,
          writer: event.writer,
        })
      case 'refused':
      case 'closed': {
        const { error, retry, retryAfterMs } = problemOf(event)
        if (error.code === 'offset-gone')
          return go({ phase: 'catching-up', attempt: state.attempt + 1, offset: null }, { subscribe: true })
        if (retry === 'later') return go({ ...again, error }, { wait: retryAfterMs })
        // The caches of a deleted session are dropped. [S12]
        return go({ phase: 'closed', error }, error.code === 'deleted' ? { view: emptyView } : undefined)
      }
    }
  return { state, effects: {} }
}

/** Tells whether events follow an offset, each behind the one before: what the fold has passed over as known would never be asked for again. */
function follow(envelopes: readonly Envelope[], after: Offset | null, taken: Offset | null): boolean {
  let last = taken
  return (
    after === taken &&
    envelopes.every(({ offset }) => {
      const isNext = isAfter(offset, last)
      last = offset
      return isNext
    })
  )
}

const misfit: Problem = { code: 'internal', message: 'The server left a gap.' }

const outdated: Problem = {
  code: 'unsupported-revision',
  message: 'The server is newer than this page. Reload it.',
}
