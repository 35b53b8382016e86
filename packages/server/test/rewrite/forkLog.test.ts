// vitest's equality reads `constructor` and `__proto__` of what it compares, which here may be ids.
import { deepStrictEqual } from 'node:assert/strict'
import { emptyView, fold, type View } from '@sluice/fold'
import { type Envelope, type Event, formatOffset, splitOffset } from '@sluice/protocol'
import { agentActor, randomLog } from '@sluice/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { forkLog } from '../../src/rewrite/forkLog.ts'

const from = { agent: 'triage', id: 'first' }

/** A view without what a fork has of its own: who owns it, where it came from, and which commands made it. */
const withoutOrigin = (view: View): unknown =>
  JSON.parse(
    JSON.stringify({ ...view, session: null }, (key, value: unknown) =>
      key === 'commandId' || key === 'claim' ? null : value,
    ),
  )

function goOn(copied: readonly Envelope[], closing: readonly Event[]): View {
  const last = copied.at(-1)
  const { sequence } = splitOffset(last?.offset ?? '')
  const rest = closing.map((event, index) => ({
    offset: formatOffset(sequence + index + 1, 'bbbbbbbb'),
    at: last?.at ?? 0,
    actor: agentActor,
    event,
  }))
  return fold(emptyView, [...copied, ...rest])
}

test('[S14] The copy of any log, cut anywhere, has its offsets and folds to what it was there; then nothing of it is open', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(10_000), { minLength: 20, maxLength: 120 }), fc.nat(), (numbers, cut) => {
      const { envelopes } = randomLog(numbers, 120)
      const prefix = envelopes.slice(0, 1 + (cut % envelopes.length))
      const at = prefix.at(-1)?.offset ?? ''
      const { copied, closing } = forkLog(envelopes, 'bob', { from, at })
      const held = new Set(prefix.map(({ offset }) => offset))
      expect(copied.every(({ offset, commandId }) => held.has(offset) && commandId === undefined)).toBe(true)
      expect(copied.at(-1)?.offset).toBe(at)
      const copy = fold(emptyView, copied)
      deepStrictEqual(withoutOrigin(copy), withoutOrigin(fold(emptyView, prefix)))
      expect(copy.session).toMatchObject({ owner: 'bob', forkedFrom: { ...from, offset: at }, parent: null })
      const view = goOn(copied, closing)
      expect(view.faults.count).toBe(0)
      deepStrictEqual(view.open, emptyView.open)
    }),
    { numRuns: 200 },
  )
})
