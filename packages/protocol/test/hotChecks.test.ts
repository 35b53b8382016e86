import { envelope, eventSchemas, isEvent, readServerFrame } from '@sluice/protocol'
import * as fc from 'fast-check'
import * as v from 'valibot'
import { expect, test } from 'vitest'

const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('', 'é', '0000000000000001_aaaaaaaa', 'a'.repeat(65), -1, 1.5, 'agent', null),
)

/** A valid object in which some fields are gone, changed or added. */
function nearly(valid: Record<string, unknown>) {
  return fc
    .dictionary(fc.constantFrom(...Object.keys(valid), 'commandId', 'must', 'novel'), odd, { maxKeys: 2 })
    .map(changes => ({ ...valid, ...changes }))
}

/** Whether a client takes a frame that holds the envelope. */
const isRead = (input: unknown) =>
  readServerFrame(JSON.stringify({ type: 'events', channel: 1, after: null, envelopes: [input] })) !== null

const delta = { type: 'part.delta', part: 'p_-9Z', from: 3, text: '' }
const valid = {
  offset: '0000000000000001_k3j9x2ab',
  at: 1,
  actor: { kind: 'person', id: 'ann' },
  event: { type: 'part.delta' },
}

test('[E3] the check of an envelope by hand says the same as its schema', () => {
  const actor = nearly({ kind: 'host', id: 'x' })
  const event = nearly({ type: 'a.b-C_9' })
  const input = fc.oneof(
    nearly(valid),
    actor.map(changed => ({ ...valid, actor: changed })),
    event.map(changed => ({ ...valid, event: changed })),
    odd,
  )
  fc.assert(
    fc.property(input, value => {
      expect(isRead(value)).toBe(v.is(envelope, value))
    }),
    { numRuns: 2_000 },
  )
  expect(isRead(valid)).toBe(true)
})

test('[E2] the check of a delta by hand says the same as its schema', () => {
  fc.assert(
    fc.property(fc.oneof(nearly(delta), odd), value => {
      const typed = typeof value === 'object' && value !== null ? { ...value, type: 'part.delta' } : value
      expect(isEvent('part.delta', typed as { type: string })).toBe(v.is(eventSchemas['part.delta'], typed))
    }),
    { numRuns: 2_000 },
  )
  expect(isEvent('part.delta', delta)).toBe(true)
})
