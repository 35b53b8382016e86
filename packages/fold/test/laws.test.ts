// vitest's equality reads `constructor` and `__proto__` of what it compares, which here may be ids.
import { deepStrictEqual } from 'node:assert/strict'
import { emptyView, fold, lineOf, type Settled, type View, window } from '@sluice/fold'
import { eventSchemas } from '@sluice/protocol'
import { createLog, randomLog } from '@sluice/testkit'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const tape = fc.array(fc.nat(10_000), { minLength: 20, maxLength: 120 })
const runs = { numRuns: 150 }

const settledOf = (view: View): readonly Settled[] => view.settled.flat()

/** Everything of a view but how its settled things are split into chunks, which depends on where it was windowed. */
const withoutChunks = (view: View) => ({ ...view, settled: null, settledBefore: null })

describe('laws of the fold', () => {
  test('[F1] a log folded in two halves at any cut equals the log folded whole', () => {
    fc.assert(
      fc.property(tape, fc.nat(), (numbers, cut) => {
        const { envelopes, view } = randomLog(numbers, 120)
        const at = cut % (envelopes.length + 1)
        deepStrictEqual(
          fold(fold(emptyView, envelopes.slice(0, at)), envelopes.slice(at)),
          fold(emptyView, envelopes),
        )
        deepStrictEqual(view, fold(emptyView, envelopes))
      }),
      runs,
    )
  })

  test('[F2] envelopes that were folded before give the same view by reference', () => {
    fc.assert(
      fc.property(tape, fc.nat(), fc.nat(), (numbers, a, b) => {
        const { envelopes, view } = randomLog(numbers, 80)
        const from = a % envelopes.length
        expect(fold(view, envelopes.slice(from, from + (b % 20)))).toBe(view)
      }),
      runs,
    )
  })

  test('[F3] events of any shape never throw and are counted when their type is known', () => {
    // Of these the type alone is a whole event, whatever comes with it.
    const whole = ['session.archived', 'session.unarchived']
    const types = fc.constantFrom(
      ...Object.keys(eventSchemas).filter(type => !whole.includes(type)),
      'constructor',
      '__proto__',
      'toString',
      'some.thing',
    )
    const event = fc
      .tuple(types, fc.dictionary(fc.string(), fc.jsonValue()))
      .map(([type, rest]) => ({ ...rest, type }))
    fc.assert(
      fc.property(tape, fc.array(event, { minLength: 1, maxLength: 20 }), (numbers, events) => {
        const { view } = randomLog(numbers, 40)
        const envelopes = createEnvelopes(view, events)
        const after = fold(view, envelopes)
        expect(after.offset).toBe(envelopes.at(-1)?.offset)
        expect(after.faults.count).toBe(events.filter(({ type }) => Object.hasOwn(eventSchemas, type)).length)
        deepStrictEqual(
          { ...after, offset: null, at: 0, faults: null },
          { ...view, offset: null, at: 0, faults: null },
        )
      }),
      runs,
    )
  })

  test('[F4] what a batch does not touch keeps its reference', () => {
    fc.assert(
      fc.property(tape, numbers => {
        const log = randomLog(numbers, 60)
        for (const [index, envelope] of log.envelopes.entries()) {
          const before = fold(emptyView, log.envelopes.slice(0, index))
          const after = fold(before, [envelope])
          const untouched = ['stateWrites', 'state', 'totals'] as const
          if (envelope.event.type !== 'part.delta') continue
          for (const name of [...untouched, 'settled', 'session', 'faults'] as const)
            expect(after[name]).toBe(before[name])
          for (const name of ['runs', 'steps', 'messages', 'approvals', 'queue'] as const) {
            expect(after.open[name]).toBe(before.open[name])
          }
        }
      }),
      { numRuns: 30 },
    )
  })

  test('[F4] the given view is never changed', () => {
    const freeze = (value: unknown): void => {
      if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
      Object.freeze(value)
      Object.values(value).forEach(freeze)
    }
    fc.assert(
      fc.property(tape, numbers => {
        const { envelopes } = randomLog(numbers, 80)
        let view = emptyView
        for (let at = 0; at < envelopes.length; at += 3) {
          freeze(view)
          view = fold(view, envelopes.slice(at, at + 3))
        }
        deepStrictEqual(view, fold(emptyView, envelopes))
      }),
      runs,
    )
  })

  test('[F5] a view is plain JSON, and folds on after it was stringified and parsed at any point', () => {
    fc.assert(
      fc.property(tape, fc.nat(), (numbers, cut) => {
        const { envelopes } = randomLog(numbers, 120)
        const at = cut % (envelopes.length + 1)
        const before = fold(emptyView, envelopes.slice(0, at))
        const stored: View = JSON.parse(JSON.stringify(before))
        deepStrictEqual(stored, before)
        deepStrictEqual(fold(stored, envelopes.slice(at)), fold(emptyView, envelopes))
      }),
      runs,
    )
  })

  test('[F7] a windowed view and a whole one fold on to the same, as far as the smaller one goes', () => {
    fc.assert(
      fc.property(tape, fc.nat(), fc.nat(8), (numbers, cut, messages) => {
        const { envelopes } = randomLog(numbers, 160)
        const at = cut % (envelopes.length + 1)
        const small = fold(window(fold(emptyView, envelopes.slice(0, at)), { messages }), envelopes.slice(at))
        const whole = fold(emptyView, envelopes)
        deepStrictEqual(withoutChunks(small), withoutChunks(whole))
        deepStrictEqual(settledOf(small), settledOf(whole).slice(small.settledBefore))
        const line = lineOf(small)
        deepStrictEqual(line, lineOf(whole).slice(lineOf(whole).length - line.length))
      }),
      runs,
    )
  })

  test('[E4] ids such as __proto__ and constructor are ids like any other', () => {
    const log = createLog()
    log.command({ type: 'message.send', parts: [{ kind: 'text', text: 'hello' }] })
    const run = Object.keys(log.view.open.runs)[0] as string
    log.append(
      { type: 'step.started', step: 'constructor', run, kind: 'model' },
      {
        type: 'message.added',
        message: '__proto__',
        role: 'assistant',
        after: log.view.head,
        run,
        step: 'constructor',
      },
      { type: 'part.added', message: '__proto__', part: '__proto__', kind: 'text' },
      { type: 'part.delta', part: '__proto__', from: 0, text: 'Hi' },
      { type: 'tool.called', message: '__proto__', call: 'toString', tool: 'valueOf' },
    )
    deepStrictEqual(Object.keys(log.view.open.parts), ['__proto__', 'toString'])
    deepStrictEqual(JSON.parse(JSON.stringify(log.view)), log.view)
    log.append({ type: 'run.settled', run, outcome: 'stopped' })
    deepStrictEqual(lineOf(log.view), ['command1-message', '__proto__'])
    deepStrictEqual(log.view.open, {
      runs: {},
      steps: {},
      messages: {},
      parts: {},
      approvals: {},
      fibers: {},
      timers: {},
      subsessions: {},
      queue: [],
    })
  })
})

function createEnvelopes(view: View, events: readonly { readonly type: string }[]) {
  const first = Number(view.offset?.slice(0, 16) ?? 0) + 1
  return events.map((event, index) => ({
    offset: `${String(first + index).padStart(16, '0')}_bbbbbbbb`,
    at: view.at + index,
    actor: { kind: 'person' as const, id: 'mallory' },
    event,
  }))
}
