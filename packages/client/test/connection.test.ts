import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { backoffMs } from '../src/connection/backoff.ts'
import {
  type ConnectionContext,
  type ConnectionEffects,
  type ConnectionEvent,
  type ConnectionState,
  type ConnectionStatus,
  connectionView,
  idleConnection,
} from '../src/connection/state.ts'
import { step } from '../src/connection/step.ts'

const context: ConnectionContext = { now: 1_000, random: 0.5, renews: true }
const memory = { attempt: 2, denied: 0, error: null, principal: 'ann', tenant: 'acme', isHeard: true }
const later = { code: 'shutting-down', message: 'Later.' }
const badToken = { code: 'expired', message: 'Expired.' }
const never = { code: 'unsupported-revision', message: 'Reload.' }

const states: Record<ConnectionStatus | 'online, unheard', ConnectionState> = {
  idle: idleConnection,
  opening: { ...memory, status: 'opening', until: 9_000 },
  greeting: { ...memory, status: 'greeting', until: 9_000 },
  online: { ...memory, status: 'online', until: 9_000 },
  'online, unheard': { ...memory, status: 'online', until: 9_000, isHeard: false },
  waiting: { ...memory, status: 'waiting', until: 9_000 },
  refused: { ...memory, status: 'refused', until: null, error: never },
  closed: { ...idleConnection, status: 'closed' },
}

const events = {
  start: { type: 'start' },
  stop: { type: 'stop' },
  close: { type: 'close' },
  wake: { type: 'wake' },
  opened: { type: 'opened' },
  welcome: {
    type: 'welcome',
    eventRevision: 1,
    viewRevision: 1,
    at: 1_000,
    principal: 'ann',
    expiresAt: null,
  },
  heard: { type: 'accepted', commandId: 'c', offset: '0000000000000001_aaaaaaaa' },
  'heard of no use': { type: 'pong', at: 1_000 },
  'refused later': { type: 'refused', ...later, retryAfterMs: 700 },
  'refused token': { type: 'refused', ...badToken },
  'refused for ever': { type: 'refused', ...never },
  'a channel is refused': { type: 'refused', ...never, channel: 1 },
  'a channel ends': { type: 'closed', channel: 1, reason: 'not-found' },
  'a channel ends for want of a token': { type: 'closed', channel: 1, reason: 'expired' },
  goodbye: { type: 'goodbye', reason: 'shutting-down', retryAfterMs: 700 },
  lost: { type: 'lost' },
  timer: { type: 'timer' },
} as const satisfies Record<string, ConnectionEvent>

type Outcome = '–' | `${ConnectionStatus}${'' | ` ${string}`}`
type Row = Record<keyof typeof states, Outcome>

const same: Row = {
  idle: '–',
  opening: '–',
  greeting: '–',
  online: '–',
  'online, unheard': '–',
  waiting: '–',
  refused: '–',
  closed: '–',
}

/** Where each event leads from each state, and the effects in their order; a dash where nothing happens. */
const table: Record<keyof typeof events, Row> = {
  start: { ...same, idle: 'opening timer open' },
  stop: {
    ...same,
    opening: 'idle drop timer',
    greeting: 'idle drop timer lost',
    online: 'idle drop timer lost',
    'online, unheard': 'idle drop timer lost',
    waiting: 'idle timer',
    refused: 'idle',
  },
  close: {
    ...same,
    idle: 'closed',
    opening: 'closed drop timer',
    greeting: 'closed drop timer lost',
    online: 'closed drop timer lost',
    'online, unheard': 'closed drop timer lost',
    waiting: 'closed timer',
    refused: 'closed',
  },
  wake: {
    ...same,
    online: 'online timer ping',
    'online, unheard': 'online timer ping',
    waiting: 'opening timer open',
    refused: 'opening timer open',
  },
  opened: { ...same, opening: 'greeting timer ready' },
  welcome: { ...same, greeting: 'online timer' },
  heard: { ...same, online: 'online', 'online, unheard': 'online' },
  'heard of no use': { ...same, 'online, unheard': 'online' },
  'refused later': { ...same, greeting: 'waiting drop timer lost', 'online, unheard': 'online' },
  'refused token': {
    ...same,
    greeting: 'opening drop timer open lost',
    online: 'opening drop timer open lost',
    'online, unheard': 'opening drop timer open lost',
  },
  'refused for ever': {
    ...same,
    greeting: 'refused drop timer lost',
    'online, unheard': 'online',
  },
  'a channel is refused': { ...same, online: 'online', 'online, unheard': 'online' },
  'a channel ends': { ...same, online: 'online', 'online, unheard': 'online' },
  'a channel ends for want of a token': {
    ...same,
    greeting: 'opening drop timer open lost',
    online: 'opening drop timer open lost',
    'online, unheard': 'opening drop timer open lost',
  },
  goodbye: {
    ...same,
    greeting: 'waiting drop timer lost',
    online: 'waiting drop timer lost',
    'online, unheard': 'waiting drop timer lost',
  },
  lost: {
    ...same,
    opening: 'waiting drop timer',
    greeting: 'waiting drop timer lost',
    online: 'waiting drop timer lost',
    'online, unheard': 'waiting drop timer lost',
  },
  timer: {
    ...same,
    opening: 'waiting drop timer',
    greeting: 'waiting drop timer lost',
    online: 'online timer ping',
    'online, unheard': 'opening drop timer open lost',
    waiting: 'opening timer open',
  },
}

const cells = (Object.keys(table) as (keyof typeof events)[]).flatMap(event =>
  (Object.keys(same) as (keyof typeof states)[]).map(state => [state, event, table[event][state]] as const),
)

/** The effects that are to be done, in their order. */
const done = (effects: ConnectionEffects) =>
  (Object.keys(effects) as (keyof ConnectionEffects)[]).filter(effect => effects[effect])

describe('the connection', () => {
  test.each(cells)('[C1] %s, %s → %s', (name, event, outcome) => {
    const before = states[name]
    const { state, effects } = step(before, events[event], context)
    if (outcome === '–') expect({ state, effects: done(effects) }).toEqual({ state: before, effects: [] })
    else expect([state.status, ...done(effects)].join(' ')).toBe(outcome)
  })

  test('[C1] what means nothing returns the same state, by reference', () => {
    for (const [name, event, outcome] of cells) {
      if (outcome === '–') expect(step(states[name], events[event], context).state).toBe(states[name])
    }
  })

  test('[W2] the first attempt after a drop comes within 500 ms, the others with full jitter up to 15 s', () => {
    expect([0, 0.5, 0.999].map(random => backoffMs(1, random))).toEqual([0, 250, 500])
    expect([1, 2, 3, 4, 5, 6, 7, 60, 5_000].map(attempt => backoffMs(attempt, 0.999_999))).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000, 15_000,
    ])
  })

  test('[C1] a wait of no time at all is timed, also where the time before ends at the same moment', () => {
    const opening = { ...states.opening, attempt: 0, until: context.now } as ConnectionState
    const { state, effects } = step(opening, { type: 'timer' }, { ...context, random: 0 })
    expect(state).toMatchObject({ status: 'waiting', until: context.now })
    expect(effects.timer).toBe(true)
  })

  test('[W2] a socket through which nothing comes any more is given up within 3 s of waking, however soon the next ping is due', () => {
    for (const due of [-3_600_000, 0, 1, 1_000, 2_499, 2_500, 2_501, 9_999]) {
      const online = { ...states.online, until: context.now + due } as ConnectionState
      const { state, effects } = step(online, events.wake, context)
      expect(effects.ping).toBe(true)
      const givenUpAt = state.until ?? Number.POSITIVE_INFINITY
      expect(givenUpAt - context.now).toBeLessThanOrEqual(3_000)
      expect(step(state, events.wake, { ...context, now: givenUpAt - 1 }).state).toBe(state)
      expect(step(state, events.timer, { ...context, now: givenUpAt }).state.status).toBe('opening')
    }
  })

  test('[W2] an answer that is waited for on waking is waited for no longer than 2.5 s more, whatever became of the clock', () => {
    const unheard = (leftMs: number) =>
      ({ ...states['online, unheard'], until: context.now + leftMs }) as ConnectionState
    for (const leftMs of [9_000, -8 * 3_600_000])
      expect(step(unheard(leftMs), events.wake, context).state.until).toBe(context.now + 2_500)
    expect(step(unheard(1_000), events.wake, context).state.until).toBe(context.now + 1_000)
  })

  test('[W2] a wait that the server asks for is kept, and spread', () => {
    const { state } = step(states.online, events.goodbye, { ...context, random: 0.999 })
    expect(state.until).toBeGreaterThanOrEqual(1_000 + 700)
    expect(state).toMatchObject({ status: 'waiting', attempt: 3, error: { code: 'shutting-down' } })
  })

  test('[W3] a greeting that did not come in time is said again on another connection', () => {
    const late = { type: 'goodbye', reason: 'hello-expected', retryAfterMs: 0 } as const
    const { state } = step(states.greeting, late, context)
    expect(state).toMatchObject({ status: 'waiting', attempt: 3, error: { code: 'hello-expected' } })
  })

  test('[C1] a connection counts as good when a frame of use came, not when it was welcomed', () => {
    const online = step(states.greeting, events.welcome, context).state
    expect(online.attempt).toBe(2)
    expect(step(online, events['heard of no use'], context).state.attempt).toBe(2)
    expect(step(online, events.heard, context).state.attempt).toBe(0)
  })

  test('[W3] a refused token is replaced once, then the connection waits for somebody to ask again', () => {
    const first = step(states.greeting, events['refused token'], context).state
    expect(first).toMatchObject({ status: 'opening', denied: 1, error: badToken })
    const greeting = step(first, events.opened, context).state
    const second = step(greeting, events['refused token'], context).state
    expect(second).toMatchObject({ status: 'refused', error: badToken })
    expect(step(second, events.wake, context).state.status).toBe('opening')
  })

  test('[W3] a token that cannot be replaced is not asked for again', () => {
    const { state } = step(states.greeting, events['refused token'], { ...context, renews: false })
    expect(state.status).toBe('refused')
  })

  test('[C2] before the first welcome a page is connecting, afterwards reconnecting', () => {
    expect(connectionView({ ...states.waiting, principal: null }).status).toBe('connecting')
    expect(connectionView(states.waiting)).toEqual({
      status: 'reconnecting',
      attempt: 2,
      nextAttemptAt: 9_000,
      error: null,
      principal: 'ann',
      tenant: 'acme',
    })
    expect(connectionView(states.online)).toMatchObject({ status: 'online', attempt: 0, nextAttemptAt: null })
  })

  test('[C1] whatever happens, a connection that is wanted has a timer or waits for a person', () => {
    const anyEvent = fc.constantFrom(...Object.values(events))
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyEvent, fc.double({ min: 0, max: 0.999, noNaN: true })), { maxLength: 60 }),
        list => {
          let state: ConnectionState = idleConnection
          let now = 0
          let hasTimer = false
          let hasSocket = false
          let isReady = false
          for (const [event, random] of list) {
            now += Math.floor(random * 3_000)
            const result = step(state, event, { now, random, renews: random > 0.5 })
            state = result.state
            for (const effect of done(result.effects)) {
              if (effect === 'timer') hasTimer = state.until !== null
              if (effect === 'open') {
                expect(hasSocket).toBe(false)
                hasSocket = true
              }
              if (effect === 'drop') hasSocket = false
              if (effect === 'ready' || effect === 'lost') {
                expect(isReady).toBe(effect === 'lost')
                isReady = effect === 'ready'
              }
            }
            const { status } = state
            expect(hasTimer).toBe(!['idle', 'refused', 'closed'].includes(status))
            expect(hasSocket).toBe(['opening', 'greeting', 'online'].includes(status))
            expect(isReady).toBe(['greeting', 'online'].includes(status))
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})
