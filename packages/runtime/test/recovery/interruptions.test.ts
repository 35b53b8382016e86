import type { Event } from '@sluice/protocol'
import { describe, expect, test } from 'vitest'
import { createInterruptions } from '../../src/recovery/createInterruptions.ts'
import { defaultRecoveryLimits, reasonToGiveUp, recoveryLimitsOf } from '../../src/recovery/limits.ts'

/** Takes events, each at a time in ms; a person is waited for while `waiting` says so. */
function count(events: readonly (readonly [at: number, event: Event])[], waiting = new Set<number>()) {
  let now = 0
  const interruptions = createInterruptions(() => waiting.has(now))
  for (const [index, [at, event]] of events.entries()) {
    interruptions.take({
      offset: `${String(index + 1).padStart(16, '0')}_aaaaaaaa`,
      at,
      actor: { kind: 'agent', id: 'helper' },
      event,
    })
    now = at
  }
  return interruptions
}

const started: Event = { type: 'run.started', run: 'r' }
const recovered = (attempt: number): Event => ({ type: 'run.recovered', run: 'r', attempt, reason: '' })
const step: Event = { type: 'step.settled', step: 's', outcome: 'completed' }
const failedStep: Event = { type: 'step.settled', step: 's', outcome: 'failed' }
const said: Event = { type: 'part.delta', part: 'p', from: 0, text: 'x' }
const fiber: Event = { type: 'fiber.started', fiber: 'f', name: 'import' }
const taken = (attempt: number): Event => ({ type: 'fiber.recovered', fiber: 'f', attempt, reason: '' })
const stashed: Event = { type: 'fiber.stashed', fiber: 'f', snapshot: { json: 1 } }

describe('interruptions', () => {
  test('[R1] are counted in all, and since a step or a tool call has settled', () => {
    const before: (readonly [number, Event])[] = [
      [0, started],
      [1, recovered(1)],
      [2, said],
      [3, recovered(2)],
    ]
    expect(count(before).of('r')).toMatchObject({ total: 2, sinceProgress: 2 })
    expect(count([...before, [4, step]]).of('r')).toEqual({ total: 2, sinceProgress: 0, fruitlessMs: 0 })
    const call: Event = { type: 'tool.settled', call: 'c', outcome: 'failed' }
    expect(count([...before, [4, call]]).of('r')).toMatchObject({ total: 2, sinceProgress: 0 })
    expect(count([...before, [4, failedStep]]).of('r')).toMatchObject({ total: 2, sinceProgress: 2 })
    expect(count([...before, [4, step], [5, recovered(3)]]).of('r')).toMatchObject({
      total: 3,
      sinceProgress: 1,
    })
  })

  test('[R1] without progress take time: work since the first, without what passes between processes', () => {
    const events: (readonly [number, Event])[] = [
      [0, started],
      [500_000, said],
      // A night without a process.
      [30_000_000, recovered(1)],
      [30_060_000, said],
      [90_000_000, recovered(2)],
      [90_030_000, said],
    ]
    expect(count(events).of('r')).toEqual({ total: 2, sinceProgress: 2, fruitlessMs: 90_000 })
  })

  test('[R1] cost no time while a person is waited for, and nothing where nothing was lost', () => {
    const events: (readonly [number, Event])[] = [
      [0, started],
      [10, recovered(1)],
      [20, said],
      [90_000_000, said],
      [90_000_010, recovered(1)],
    ]
    expect(count(events, new Set([20])).of('r')).toEqual({ total: 1, sinceProgress: 1, fruitlessMs: 10 })
  })

  test('[R1][R11] of a fiber end with a stash, and with a sleep that is over; sleeping is no work', () => {
    const sleep: Event = { type: 'timer.scheduled', timer: 't', at: 1, name: 'sleep', fiber: 'f' }
    const lost: (readonly [number, Event])[] = [
      [0, fiber],
      [10, taken(1)],
      [20, sleep],
      [900_000, said],
    ]
    expect(count(lost).of('f')).toEqual({ total: 1, sinceProgress: 1, fruitlessMs: 10 })
    for (const progress of [stashed, { type: 'timer.fired', timer: 't' } as const])
      expect(count([...lost, [900_001, progress]]).of('f')).toEqual({
        total: 1,
        sinceProgress: 0,
        fruitlessMs: 0,
      })
  })

  test('[R1] of what is not open are none', () => {
    const events: (readonly [number, Event])[] = [
      [0, started],
      [1, recovered(1)],
      [2, { type: 'run.settled', run: 'r', outcome: 'completed' }],
    ]
    expect(count(events).of('r')).toEqual({ total: 0, sinceProgress: 0, fruitlessMs: 0 })
  })
})

describe('the bounds of recovery', () => {
  const limits = recoveryLimitsOf({ attempts: 3, noProgressMs: 1000, interruptions: 5 })

  test.for([
    ['goes on', { total: 2, sinceProgress: 2, fruitlessMs: 999 }, null],
    [
      'is given up after attempts without progress',
      { total: 3, sinceProgress: 3, fruitlessMs: 0 },
      'too-many-attempts',
    ],
    ['goes on when it made progress since', { total: 4, sinceProgress: 0, fruitlessMs: 0 }, null],
    [
      'is given up after a time without progress',
      { total: 1, sinceProgress: 1, fruitlessMs: 1000 },
      'no-progress',
    ],
    [
      'is given up after so many in all, whatever its progress',
      { total: 5, sinceProgress: 0, fruitlessMs: 0 },
      'too-many-recoveries',
    ],
  ] as const)('[R1] a run %s', ([, lost, code]) => {
    expect(reasonToGiveUp('run', limits, lost)?.code ?? null).toBe(code)
  })

  test('[R1] are what the agent says, else the host, else the defaults; none is 0', () => {
    expect(recoveryLimitsOf({ attempts: 1 })).toEqual({ ...defaultRecoveryLimits, attempts: 1 })
    expect(recoveryLimitsOf({ noProgressMs: 2 }, limits)).toEqual({ ...limits, noProgressMs: 2 })
    for (const wrong of [0, -1, Number.NaN])
      expect(() => recoveryLimitsOf({ interruptions: wrong })).toThrow('cannot be the limit')
  })
})
