import { emptyView, parseView, type View } from '@sluice/fold'
import { type Envelope, type Offset, VIEW_REVISION } from '@sluice/protocol'
import type { AnswerFrame } from '../backend/Backend.ts'
import type { Problem } from '../problem.ts'
import { retryOf } from '../retry.ts'

/** What every state of a subscription remembers. */
interface Memory {
  /** The last offset that was taken over, folded or about to be. */
  readonly position: Offset | null
  /** Subscriptions that went wrong since the last that did not. */
  readonly failures: number
  /** Whether a process that can run the agent held the session when last heard. */
  readonly writer: boolean
}

/** Where the subscription to a session stands: `offline` without a connection, `waiting` to ask again, `catching-up`, `live`, `closed` for good. */
export type SubscriptionState = Memory &
  (
    | { readonly phase: 'offline'; readonly error: null }
    | { readonly phase: 'waiting'; readonly error: Problem }
    | { readonly phase: 'closed'; readonly error: Problem }
    /** `pieces` are those of a snapshot that is still arriving. */
    | { readonly phase: 'catching-up' | 'live'; readonly error: null; readonly pieces: readonly string[] }
  )

/** The name of a state. */
export type SubscriptionPhase = SubscriptionState['phase']

/** A frame of a session's channel. */
export type SessionFrame = Extract<
  AnswerFrame,
  { type: 'snapshot' | 'events' | 'live' | 'refused' | 'closed' }
>

/** What can happen to a subscription. `outdated`: the view cannot be folded further by this page. [E3] */
export type SubscriptionEvent = { readonly type: 'ready' | 'lost' | 'timer' | 'outdated' } | SessionFrame

/** What is to be done, in order. */
export type SubscriptionEffect =
  | { readonly type: 'subscribe'; readonly from: Offset | null }
  | { readonly type: 'unsubscribe' }
  /** Waits before asking again: `atLeastMs` and the back-off of so many failures. */
  | { readonly type: 'wait'; readonly atLeastMs: number; readonly failures: number }
  | { readonly type: 'fold'; readonly envelopes: readonly Envelope[] }
  | { readonly type: 'replace'; readonly view: View }
  /** Everything up to the head has arrived. */
  | { readonly type: 'caught-up'; readonly head: Offset | null }

/** What comes of a step. */
export interface SubscriptionStep {
  readonly state: SubscriptionState
  readonly effects: readonly SubscriptionEffect[]
}

/** A subscription that was never made. */
export const noSubscription: SubscriptionState = {
  phase: 'offline',
  error: null,
  position: null,
  failures: 0,
  writer: false,
}

/**
 * Says what an event makes of a subscription. Events that do not follow what was taken over last are not taken over: the subscription asks again
 * from where it is, at once the first time, later after a wait. Pure; an event that means nothing in a state returns the same state without
 * effects. [W1 W6 E3]
 */
export function step(state: SubscriptionState, event: SubscriptionEvent): SubscriptionStep {
  const { phase, position, failures, writer } = state
  const go = (
    next: SubscriptionPhase,
    change: Partial<Memory> & { error?: Problem; pieces?: readonly string[] } = {},
    ...effects: SubscriptionEffect[]
  ): SubscriptionStep => ({
    // The cast puts together what the callers below give for each phase.
    state: { position, failures, writer, error: null, ...change, phase: next } as SubscriptionState,
    effects,
  })
  const ask = (from: Offset | null, times: number, ...before: SubscriptionEffect[]) =>
    go('catching-up', { position: from, failures: times, pieces: [] }, ...before, { type: 'subscribe', from })
  const waitFor = (error: Problem, atLeastMs: number, ...before: SubscriptionEffect[]) =>
    go('waiting', { failures: failures + 1, error }, ...before, {
      type: 'wait',
      atLeastMs,
      failures: failures + 1,
    })
  const askAgain = () =>
    failures === 0 ? ask(position, 1, { type: 'unsubscribe' }) : waitFor(misfit, 0, { type: 'unsubscribe' })

  if (phase === 'closed') return { state, effects: [] }
  if (event.type === 'lost') return go('offline')
  if (event.type === (phase === 'waiting' ? 'timer' : phase === 'offline' ? 'ready' : ''))
    return ask(position, failures)
  if (event.type === 'outdated') return go('closed', { error: outdated }, { type: 'unsubscribe' })
  if (!('pieces' in state)) return { state, effects: [] }
  switch (event.type) {
    case 'snapshot': {
      if (event.revision !== VIEW_REVISION) return go('closed', { error: outdated }, { type: 'unsubscribe' })
      const earlier = event.index === 0 ? [] : state.pieces
      const pieces = [...earlier, event.text]
      if (event.index !== earlier.length) return askAgain()
      if (pieces.length < event.count) return go(phase, { pieces })
      const parsed = parseView(pieces.join(''))
      if (!parsed.ok) return waitFor(misfit, 0, { type: 'unsubscribe' })
      return go(phase, { pieces: [], position: event.offset }, { type: 'replace', view: parsed.value })
    }
    case 'events':
      return event.after === position
        ? go(
            phase,
            { pieces: [], failures: 0, position: event.envelopes.at(-1)?.offset ?? position },
            { type: 'fold', envelopes: event.envelopes },
          )
        : askAgain()
    case 'live': {
      const live = { pieces: state.pieces, failures: 0, writer: event.writer }
      return phase === 'live' ? go(phase, live) : go('live', live, { type: 'caught-up', head: event.head })
    }
    case 'refused':
    case 'closed': {
      const code = event.type === 'refused' ? event.code : event.reason
      const error = { code, message: 'message' in event ? event.message : '' }
      const retry = retryOf(code)
      if (code === 'offset-gone') return ask(null, failures + 1)
      if (retry === 'later') return waitFor(error, ('retryAfterMs' in event && event.retryAfterMs) || 0)
      // The caches of a deleted session are dropped. [S12]
      return code === 'deleted'
        ? go('closed', { error }, { type: 'replace', view: emptyView })
        : go('closed', { error })
    }
    default:
      return { state, effects: [] }
  }
}

const misfit: Problem = {
  code: 'internal',
  message: 'The server sent what does not follow, and is asked again.',
}

const outdated: Problem = {
  code: 'unsupported-revision',
  message: 'The server is newer than this page. Reload it.',
}
