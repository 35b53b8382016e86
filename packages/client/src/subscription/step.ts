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
    | { readonly phase: 'offline' }
    | { readonly phase: 'waiting'; readonly error: Problem }
    | { readonly phase: 'closed'; readonly error: Problem }
    /** `pieces` are those of a snapshot that is still arriving. */
    | { readonly phase: 'catching-up' | 'live'; readonly pieces: readonly string[] }
  )

/** The name of a state. */
export type SubscriptionPhase = SubscriptionState['phase']

/** A frame of a session's channel. */
export type SessionFrame = Extract<
  AnswerFrame,
  { type: 'snapshot' | 'events' | 'live' | 'refused' | 'closed' }
>

/** What can happen to a subscription. */
export type SubscriptionEvent =
  | { readonly type: 'ready' | 'lost' | 'timer' }
  /** The view cannot be folded further by this page. [E3] */
  | { readonly type: 'outdated' }
  | SessionFrame

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
  position: null,
  failures: 0,
  writer: false,
}

const memory = ({ position, failures, writer }: SubscriptionState): Memory => ({ position, failures, writer })

const subscribe = (
  state: SubscriptionState,
  before: readonly SubscriptionEffect[] = [],
): SubscriptionStep => ({
  state: { ...memory(state), phase: 'catching-up', pieces: [] },
  effects: [...before, { type: 'subscribe', from: state.position }],
})

const close = (
  state: SubscriptionState,
  error: Problem,
  effects: readonly SubscriptionEffect[],
): SubscriptionStep => ({ state: { ...memory(state), phase: 'closed', error }, effects })

const reload = (state: SubscriptionState): SubscriptionStep =>
  close(
    state,
    {
      code: 'unsupported-revision',
      message: 'The server is newer than this page, so the page cannot show what follows. Reload it.',
    },
    [{ type: 'unsubscribe' }],
  )

/** Asks again from where the view is: at once the first time, after a wait when that did not help. [W1] */
function again(
  state: SubscriptionState,
  error: Problem,
  before: readonly SubscriptionEffect[],
  atLeastMs = 0,
): SubscriptionStep {
  const failures = state.failures + 1
  const next = { ...state, failures }
  if (failures === 1 && atLeastMs === 0) return subscribe(next, before)
  return {
    state: { ...memory(next), phase: 'waiting', error },
    effects: [...before, { type: 'wait', atLeastMs, failures }],
  }
}

const misfit: Problem = {
  code: 'internal',
  message: 'The server sent what does not fit to the conversation so far. It is asked for again.',
}

type Reading = Extract<SubscriptionState, { pieces: readonly string[] }>

function readSnapshot(state: Reading, frame: Extract<SessionFrame, { type: 'snapshot' }>): SubscriptionStep {
  if (frame.revision !== VIEW_REVISION) return reload(state)
  const earlier = frame.index === 0 ? [] : state.pieces
  const pieces = [...earlier, frame.text]
  if (frame.index !== earlier.length) return again(state, misfit, [{ type: 'unsubscribe' }])
  if (pieces.length < frame.count) return { state: { ...state, pieces }, effects: [] }
  const parsed = parseView(pieces.join(''))
  if (!parsed.ok) return again({ ...state, failures: state.failures + 1 }, misfit, [{ type: 'unsubscribe' }])
  return {
    state: { ...state, pieces: [], position: frame.offset },
    effects: [{ type: 'replace', view: parsed.value }],
  }
}

function readEnd(state: SubscriptionState, error: Problem, retryAfterMs: number): SubscriptionStep {
  const retry = retryOf(error.code)
  if (error.code === 'offset-gone') return again({ ...state, position: null }, error, [])
  if (retry === 'later') return again({ ...state, failures: state.failures + 1 }, error, [], retryAfterMs)
  // The caches of a deleted session are dropped. [S12]
  return close(state, error, error.code === 'deleted' ? [{ type: 'replace', view: emptyView }] : [])
}

/**
 * Says what an event makes of a subscription. Events that do not follow what was taken over last are not taken over: the subscription asks again
 * from where it is. Pure; an event that means nothing in a state returns the same state without effects. [W1 W6 E3]
 */
export function step(state: SubscriptionState, event: SubscriptionEvent): SubscriptionStep {
  const stay = { state, effects: [] }
  if (state.phase === 'closed') return stay
  if (event.type === 'lost') return { state: { ...memory(state), phase: 'offline' }, effects: [] }
  if (event.type === 'ready') return state.phase === 'offline' ? subscribe(state) : stay
  if (event.type === 'timer') return state.phase === 'waiting' ? subscribe(state) : stay
  if (event.type === 'outdated') return reload(state)
  if (state.phase === 'offline' || state.phase === 'waiting') return stay
  switch (event.type) {
    case 'snapshot':
      return readSnapshot(state, event)
    case 'events':
      if (event.after !== state.position) return again(state, misfit, [{ type: 'unsubscribe' }])
      return {
        state: { ...state, failures: 0, position: event.envelopes.at(-1)?.offset ?? state.position },
        effects: [{ type: 'fold', envelopes: event.envelopes }],
      }
    case 'live':
      return {
        state: { ...state, failures: 0, writer: event.writer, phase: 'live' },
        effects: state.phase === 'live' ? [] : [{ type: 'caught-up', head: event.head }],
      }
    case 'refused':
      return readEnd(state, { code: event.code, message: event.message }, event.retryAfterMs ?? 0)
    case 'closed':
      return readEnd(state, { code: event.reason, message: '' }, 0)
  }
}
