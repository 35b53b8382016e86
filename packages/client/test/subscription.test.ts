import { emptyView } from '@sluice/fold'
import { VIEW_REVISION } from '@sluice/protocol'
import { createLog } from '@sluice/testkit'
import { describe, expect, test } from 'vitest'
import {
  noSubscription,
  type SubscriptionEvent,
  type SubscriptionState,
  step,
} from '../src/subscription/step.ts'

const log = createLog()
log.append({ type: 'session.created', agent: 'triage', owner: 'ann' })
const envelopes = log.append({ type: 'session.titled', title: 'a' }, { type: 'session.titled', title: 'b' })
const position = log.envelopes[0]?.offset ?? null
const head = log.view.offset
const memory = { offset: position, attempt: 0, writer: true, pieces: [] }
const error = { code: 'internal', message: 'Later.' }
const text = JSON.stringify(log.view)

type SubscriptionPhase = SubscriptionState['phase']

const states: Record<SubscriptionPhase, SubscriptionState> = {
  connecting: { ...memory, phase: 'connecting', error: null },
  'catching-up': { ...memory, phase: 'catching-up', error: null },
  live: { ...memory, phase: 'live', error: null },
  closed: { ...memory, phase: 'closed', error },
}

const snapshot = {
  type: 'snapshot',
  channel: 1,
  offset: head,
  revision: VIEW_REVISION,
  index: 0,
  count: 1,
  text,
} as const
const refused = (code: string) =>
  ({ type: 'refused', channel: 1, code, message: 'No.', retryAfterMs: 9 }) as const

const events = {
  ready: { type: 'ready' },
  lost: { type: 'lost' },
  outdated: { type: 'outdated' },
  'events that follow': { type: 'events', channel: 1, after: position, envelopes: [...envelopes] },
  'events that do not': { type: 'events', channel: 1, after: head, envelopes: [] },
  'events that go back': { type: 'events', channel: 1, after: position, envelopes: envelopes.toReversed() },
  'whole snapshot': snapshot,
  'first piece': { ...snapshot, count: 2 },
  'second piece alone': { ...snapshot, index: 1, count: 2 },
  'snapshot of no view': { ...snapshot, text: '{"open":1}' },
  'snapshot of another revision': { ...snapshot, revision: VIEW_REVISION + 1 },
  live: { type: 'live', channel: 1, head, writer: false },
  'refused for ever': refused('not-found'),
  'refused for now': refused('too-many-subscriptions'),
  'refused as gone': refused('offset-gone'),
  closed: { type: 'closed', channel: 1, reason: 'forbidden' },
  deleted: { type: 'closed', channel: 1, reason: 'deleted' },
} as const satisfies Record<string, SubscriptionEvent>

type Outcome = '–' | `${SubscriptionPhase}${'' | ` ${string}`}`
type Row = Record<SubscriptionPhase, Outcome>

const same: Row = { connecting: '–', 'catching-up': '–', live: '–', closed: '–' }
const whenReading = (catchingUp: Outcome, live = catchingUp): Row => ({
  ...same,
  'catching-up': catchingUp,
  live,
})
const asking = 'catching-up unsubscribe subscribe' as const

/** Where each event leads from each phase, and the effects in their order; a dash where nothing happens. */
const table: Record<keyof typeof events, Row> = {
  ready: { ...same, connecting: 'catching-up subscribe' },
  lost: { connecting: 'connecting', 'catching-up': 'connecting', live: 'connecting', closed: '–' },
  outdated: {
    connecting: 'closed unsubscribe',
    'catching-up': 'closed unsubscribe',
    live: 'closed unsubscribe',
    closed: '–',
  },
  'events that follow': whenReading('catching-up envelopes', 'live envelopes'),
  'events that do not': whenReading(asking),
  'events that go back': whenReading(asking),
  'whole snapshot': whenReading('catching-up view', 'live view'),
  'first piece': whenReading('catching-up', 'live'),
  'second piece alone': whenReading(asking),
  'snapshot of no view': whenReading(asking),
  'snapshot of another revision': whenReading('closed unsubscribe'),
  live: whenReading('live'),
  'refused for ever': whenReading('closed'),
  'refused for now': whenReading('connecting wait'),
  'refused as gone': whenReading('catching-up subscribe'),
  closed: whenReading('closed'),
  deleted: whenReading('closed view'),
}

const cells = (Object.keys(table) as (keyof typeof events)[]).flatMap(event =>
  (Object.keys(same) as SubscriptionPhase[]).map(phase => [phase, event, table[event][phase]] as const),
)

describe('a subscription', () => {
  test.each(cells)('[W1] %s, %s → %s', (phase, event, outcome) => {
    const { state, effects } = step(states[phase], events[event])
    if (outcome === '–') expect({ state, effects }).toEqual({ state: states[phase], effects: {} })
    else expect([state.phase, ...Object.keys(effects)].join(' ')).toBe(outcome)
  })

  test('[W1] it begins with nothing and goes on from the last offset that it took over', () => {
    const first = step(noSubscription, events.ready)
    expect([first.state.offset, first.effects]).toEqual([null, { subscribe: true }])
    const taken = step(states.live, events['events that follow'])
    expect(taken.effects).toEqual({ envelopes })
    const again = step(step(taken.state, events.lost).state, events.ready)
    expect([again.state.offset, again.effects]).toEqual([head, { subscribe: true }])
  })

  test('[W1] what does not follow is asked for at once, and when that does not help after longer and longer waits', () => {
    let { state, effects } = step(states.live, events['events that do not'])
    expect([state.offset, effects]).toEqual([position, { unsubscribe: true, subscribe: true }])
    for (const attempt of [2, 3, 4]) {
      ;({ state, effects } = step(state, events['events that do not']))
      expect([state.attempt, effects]).toEqual([attempt, { unsubscribe: true, wait: 0 }])
      ;({ state } = step(state, events.ready))
    }
    expect(step(state, events['events that follow']).state.attempt).toBe(0)
  })

  test('[W1] a server that says that it has caught up, and has not, is asked after longer and longer waits as well', () => {
    const ahead = { ...events.live, head: '0000000000000009_aaaaaaaa' }
    let { state } = step(states.live, events['events that do not'])
    for (const attempt of [2, 3]) {
      ;({ state } = step(state, ahead))
      const { state: next, effects } = step(state, events['events that do not'])
      expect([next.attempt, effects]).toEqual([attempt, { unsubscribe: true, wait: 0 }])
      ;({ state } = step(next, events.ready))
    }
    expect(step(state, { ...ahead, head: position }).state.attempt).toBe(0)
  })

  test('[W1] a snapshot is put together of its pieces, and what follows follows it', () => {
    const half = Math.floor(text.length / 2)
    const first = step(states['catching-up'], { ...snapshot, count: 2, text: text.slice(0, half) })
    expect(first.effects).toEqual({})
    const whole = step(first.state, { ...snapshot, count: 2, index: 1, text: text.slice(half) })
    expect(whole.effects).toEqual({ view: log.view })
    expect(whole.state.offset).toBe(head)
  })

  test('[W1] an offset that is gone is given up for a snapshot', () => {
    const { state, effects } = step(states.live, events['refused as gone'])
    expect([state.offset, effects]).toEqual([null, { subscribe: true }])
  })

  test('[W3] a server that asks to wait is waited for', () => {
    const { state, effects } = step(states['catching-up'], events['refused for now'])
    expect([state.attempt, effects]).toEqual([1, { wait: 9 }])
  })

  test('[W6] what a newer server sends asks for a reload, and what is shown stays', () => {
    for (const event of [events.outdated, events['snapshot of another revision']]) {
      const { state, effects } = step(states.live, event)
      expect(state.error?.code).toBe('unsupported-revision')
      expect(effects).toEqual({ unsubscribe: true })
    }
  })

  test('[W3] a deleted session leaves nothing behind', () => {
    const { state, effects } = step(states.live, events.deleted)
    expect([state.error?.code, effects]).toEqual(['deleted', { view: emptyView }])
  })
})
