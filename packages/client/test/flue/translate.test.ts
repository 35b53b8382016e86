import { emptyView, lineOf, type View } from '@sluice/fold'
import { type Envelope, parseEvent } from '@sluice/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ApplyContext, apply } from '../../src/flue/apply.ts'
import { hydrate } from '../../src/flue/hydrate.ts'
import { resumeAt } from '../../src/flue/positions.ts'
import type { FlueChunk } from '../../src/flue/wire.ts'
import { captured, chunks } from './support/createFlueServer.ts'

const context: ApplyContext = {
  agent: 'helper',
  incarnation: captured.history.incarnation,
  now: 0,
  hydrate,
  commandOf: () => undefined,
}

function applyAll(view: View, all: readonly FlueChunk[]): { view: View; envelopes: Envelope[] } {
  const envelopes: Envelope[] = []
  let current = view
  for (const chunk of all) {
    const applied = apply(current, chunk, context)
    current = applied.view
    envelopes.push(...applied.envelopes)
  }
  return { view: current, envelopes }
}

/** A view without its times, and without what only a live reader can have seen. */
const timeless = (view: View): unknown =>
  JSON.parse(
    JSON.stringify(view, (key, value) =>
      ['at', 'offset', 'startedAt', 'settledAt', 'calledAt', 'createdAt', 'steps', 'stateWrites'].includes(
        key,
      )
        ? undefined
        : value,
    ),
  )

const whole = applyAll(emptyView, chunks)

describe('what a Flue server said', () => {
  test('[C7] chunks that are folded and the history after them are the same view, ids included', () => {
    const held = hydrate(captured.history, context)
    // A message that joined another's answer is settled at once; the history does not tell when.
    const ordered = (view: View) => ({
      ...view,
      settled: view.settled.flat().toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    })
    expect(timeless(ordered(whole.view) as never)).toEqual(timeless(ordered(held) as never))
    expect(lineOf(whole.view)).toEqual(lineOf(held))
    expect([whole.view.faults, held.faults]).toEqual([emptyView.faults, emptyView.faults])
  })

  test('[C7] every envelope is one of ours, and its offset and time are never before those of the one before it', () => {
    for (const { event } of whole.envelopes) expect(parseEvent(event)).toEqual({ ok: true, value: event })
    const offsets = whole.envelopes.map(({ offset }) => offset)
    expect(offsets).toEqual([...new Set(offsets)].sort())
    const times = whole.envelopes.map(({ at }) => at)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  })

  test('[C7] who goes on from any envelope gets what is missing and nothing twice', () => {
    fc.assert(
      fc.property(fc.nat(chunks.length), fc.nat(3), (cut, repeats) => {
        const held = applyAll(emptyView, chunks.slice(0, cut)).view
        const from = resumeAt(held.offset)
        const batch = from === '-1' ? -1 : Number(from.split('_')[1])
        const rest = chunks.filter(({ position }) => position.batch > batch)
        const again = applyAll(JSON.parse(JSON.stringify(held)) as View, rest).view
        for (let round = 0; round < repeats; round++) expect(applyAll(again, rest).view).toBe(again)
        expect(timeless(again)).toEqual(timeless(whole.view))
      }),
      { numRuns: 60 },
    )
  })

  test('[C7] fields and types that are not known change nothing', () => {
    const unknown: fc.Arbitrary<object> = fc.record({
      type: fc.constantFrom('constructor', '__proto__', 'message-translated', 'toString'),
      position: fc.record({ batch: fc.nat(60), index: fc.nat(5) }),
      messageId: fc.string(),
    })
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(chunks.length), unknown), { maxLength: 20 }), strangers => {
        const mixed: FlueChunk[] = chunks.map(chunk => ({ ...chunk, extra: { nested: [1] }, v: 9 }))
        for (const [at, stranger] of strangers) mixed.splice(at, 0, stranger as FlueChunk)
        expect(timeless(applyAll(emptyView, mixed).view)).toEqual(timeless(whole.view))
      }),
      { numRuns: 40 },
    )
  })

  test('[C7] a reset is a view that takes the place of the one before', () => {
    const reset: FlueChunk = {
      type: 'conversation-reset',
      snapshot: { ...captured.history, messages: captured.history.messages.slice(0, 2) },
      position: { batch: 5000, index: 0 },
    }
    const { view, isReplaced } = apply(whole.view, reset, context)
    expect(isReplaced).toBe(true)
    expect(view.settled.flat().filter(({ kind }) => kind === 'message')).toHaveLength(2)
  })

  test('[C7] parallel tools, reasoning, data, files, signals and ends have their places', () => {
    const { view } = whole
    const messages = view.settled.flat().flatMap(entry => (entry.kind === 'message' ? [entry] : []))
    const parts = messages.flatMap(message =>
      message.parts.flatMap(part => (typeof part === 'string' ? [] : [part])),
    )
    const calls = parts.flatMap(part => (part.kind === 'tool-call' ? [`${part.tool} ${part.status}`] : []))
    expect(calls).toEqual([
      'slow completed',
      'lookup completed',
      'lookup completed',
      'broken failed',
      'slow completed',
    ])
    expect(parts.filter(part => part.kind === 'data')).toMatchObject([
      { name: 'search', data: { city: 'Rome', status: 'found' } },
      { name: 'search', data: { city: 'Rome', status: 'found' } },
    ])
    expect(parts.find(part => part.kind === 'reasoning')).toMatchObject({
      text: 'The person wants me to think about it first.',
    })
    expect(parts.find(part => part.kind === 'file')).toMatchObject({
      filename: 'dot.png',
      file: { mediaType: 'image/png' },
    })
    const ends = view.settled.flat().flatMap(entry => (entry.kind === 'run' ? [entry.status] : []))
    expect(ends.filter(status => status !== 'completed')).toEqual(['failed', 'stopped'])
    const { notes } = view.state as unknown as { notes: Record<string, { role: string; display: string }> }
    expect(Object.values(notes).some(({ display }) => display === 'diagnostic')).toBe(true)
  })
})
