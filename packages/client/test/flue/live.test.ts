import type { View } from '@sluice/fold'
import { emptyView } from '@sluice/fold'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { apply } from '../../src/flue/apply.ts'
import { createLive, type Live } from '../../src/flue/createLive.ts'
import { isAhead, resumeAt } from '../../src/flue/positions.ts'
import type { FlueChunk, FlueStarted, LivePiece } from '../../src/flue/wire.ts'

const context = { agent: 'helper', incarnation: 'inc', now: 1, hydrate: null, commandOf: () => undefined }

const at = (batch: number, index: number, said: object): FlueChunk =>
  ({ position: { batch, index }, ...said }) as FlueChunk

const started = { type: 'message-started', messageId: 'a1', submissionId: 's1', turnId: 't1' } as const
const delta = (kind: 'text' | 'reasoning', text: string) => ({
  type: 'message-delta',
  messageId: 'a1',
  kind,
  delta: text,
})

/** A page that follows both: what is shown, and what Flue keeps. */
function createFollower() {
  const live: Live = createLive()
  let [shown, kept]: View[] = [emptyView, emptyView]
  let call: FlueStarted | null = null
  let isLost = false
  const applyTo = (view: View | undefined, chunk: FlueChunk) => apply(view ?? emptyView, chunk, context).view
  const show = (chunks: readonly FlueChunk[]): void => {
    for (const chunk of chunks) shown = applyTo(shown, chunk)
  }
  return {
    shown: () => shown ?? emptyView,
    kept: () => kept ?? emptyView,
    isLost: () => isLost,
    hears(piece: LivePiece) {
      live.add(piece, call)
      show(live.due(shown ?? emptyView))
    },
    keeps(...chunks: readonly FlueChunk[]) {
      for (const chunk of chunks) {
        kept = applyTo(kept, chunk)
        if (isLost) continue
        if (chunk.type === 'message-started') call = chunk
        try {
          const rest = live.rest(shown ?? emptyView, chunk)
          if (rest) shown = applyTo(shown, rest)
        } catch {
          isLost = true
        }
      }
      if (!isLost) show(live.due(shown ?? emptyView, chunks.at(-1)))
    },
  }
}

const textsOf = ({ open, settled }: View): string[] => [
  ...settled
    .flat()
    .flatMap(entry => (entry.kind === 'message' ? entry.parts : []))
    .flatMap(part => (typeof part !== 'string' && 'text' in part ? [`${part.kind} ${part.text}`] : [])),
  ...Object.values(open.parts).flatMap(part => ('text' in part ? [`${part.kind} ${part.text}`] : [])),
]

const asked = at(1, 0, {
  type: 'message-appended',
  message: {
    id: 'u1',
    role: 'user',
    purpose: 'user',
    display: 'visible',
    submissionId: 's1',
    parts: [{ type: 'text', text: 'Hi.' }],
  },
})
const ends = [
  { type: 'message-completed', messageId: 'a1' },
  { type: 'submission-settled', submissionId: 's1', outcome: 'completed' },
]

/** What a model says, piece by piece. */
const pieces = fc.array(
  fc.record({
    kind: fc.constantFrom('text' as const, 'reasoning' as const),
    delta: fc.string({ minLength: 1, maxLength: 5 }),
  }),
  { minLength: 1, maxLength: 30 },
)

describe('ahead of Flue', () => {
  test('[FL5] however pieces and chunks come between each other, what is shown in the end is what Flue keeps, and nothing is shown twice', () => {
    fc.assert(
      fc.property(pieces, fc.infiniteStream(fc.nat(9)), (said, dice) => {
        const page = createFollower()
        const roll = () => dice.next().value
        const all = said.map(({ delta: text }) => text).join('')
        page.keeps(asked)
        let batch = 2
        let begun = false
        let [heard, keptPieces] = [0, 0]
        const isShort = () =>
          textsOf(page.shown())
            .join('')
            .replaceAll(/(text|reasoning) /g, '').length
        while (keptPieces < said.length) {
          const isHeard = heard < said.length && roll() < 6
          if (isHeard) {
            const { kind, delta: text } = said[heard] as (typeof said)[number]
            // Now and then one is missing.
            if (roll() > 0) page.hears({ turnId: 't1', index: heard, kind, delta: text })
            heard += 1
          } else if (keptPieces < heard) {
            const count = 1 + (roll() % (heard - keptPieces))
            const chunks = said
              .slice(keptPieces, keptPieces + count)
              .map(({ kind, delta: text }, index) => at(batch, index + 1, delta(kind, text)))
            page.keeps(...(begun ? [] : [at(batch, 0, started)]), ...chunks)
            begun = true
            keptPieces += count
            batch += 1
          }
          expect(isShort()).toBeLessThanOrEqual('Hi.'.length + all.length)
        }
        page.keeps(...ends.map((end, index) => at(batch, index, end)))
        expect(page.isLost()).toBe(false)
        expect(textsOf(page.shown())).toEqual(textsOf(page.kept()))
        expect(page.shown().faults.count).toBe(0)
      }),
      { numRuns: 500 },
    )
  })

  test('[FL5] a piece is shown at once, and what Flue then keeps adds nothing', () => {
    const page = createFollower()
    page.keeps(asked)
    page.hears({ turnId: 't1', index: 0, kind: 'text', delta: 'one ' })
    expect(textsOf(page.shown())).toEqual(['text Hi.'])
    page.keeps(at(2, 0, started))
    page.hears({ turnId: 't1', index: 1, kind: 'text', delta: 'two ' })
    expect(textsOf(page.shown())).toEqual(['text Hi.', 'text one two '])
    expect(isAhead(page.shown().offset ?? '')).toBe(true)
    page.keeps(at(3, 0, delta('text', 'one tw')))
    expect(textsOf(page.shown())).toEqual(['text Hi.', 'text one two '])
    // Who comes back asks for what follows the batch that is kept.
    expect([isAhead(page.shown().offset ?? ''), resumeAt(page.shown().offset)]).toEqual([
      true,
      resumeAt(page.kept().offset),
    ])
    page.keeps(at(4, 0, delta('text', 'o three')))
    expect(textsOf(page.shown())).toEqual(['text Hi.', 'text one two three'])
    expect(isAhead(page.shown().offset ?? '')).toBe(false)
  })

  test('[FL5] what Flue keeps otherwise, and what stands behind a text that it lost, needs the whole conversation', () => {
    for (const other of [delta('text', 'two'), { type: 'message-completed', messageId: 'a1' }]) {
      const page = createFollower()
      page.keeps(asked, at(2, 0, started))
      page.hears({ turnId: 't1', index: 0, kind: 'text', delta: 'one' })
      page.keeps(at(3, 0, other))
      expect(page.isLost()).toBe(true)
    }
  })
})
