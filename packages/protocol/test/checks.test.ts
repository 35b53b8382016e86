import {
  type AnyEvent,
  type EventType,
  eventSchemas,
  isEvent,
  isEventType,
  parseServerFrame,
  readServerFrame,
  serverFrameSchemas,
} from '@sluice/protocol'
import * as fc from 'fast-check'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { samplesOf } from './samplesOf.ts'

const accepted = (values: readonly unknown[], accepts: (value: unknown) => boolean) =>
  values.filter(accepts).map(value => JSON.stringify(value)?.slice(0, 300))

test.each(Object.keys(eventSchemas))(
  '[F3] the check of %s accepts what its schema accepts and nothing else',
  type => {
    const schema = eventSchemas[type as EventType]
    const samples = samplesOf(schema)
    expect(v.is(schema, samples[0])).toBe(true)
    // The type is what the check is looked up by.
    const typed = samples.filter(value => (value as AnyEvent | null)?.type === type)
    expect(typed.length).toBeGreaterThan(samples.length / 3)
    expect(accepted(typed, value => isEvent(type as EventType, value as AnyEvent))).toEqual(
      accepted(typed, value => v.is(schema, value)),
    )
  },
)

test('[E3] only known types are known', () => {
  expect(Object.keys(eventSchemas).every(isEventType)).toBe(true)
  for (const type of ['constructor', '__proto__', 'toString', 'session', '', 'data.shown']) {
    expect(isEventType(type)).toBe(false)
  }
})

test.each(Object.keys(serverFrameSchemas))(
  '[W1] a %s frame is read where it parses, and passed over where it does not',
  type => {
    const samples = samplesOf(serverFrameSchemas[type as keyof typeof serverFrameSchemas])
    for (const text of samples.map(value => JSON.stringify(value))) {
      const parsed = parseServerFrame(text)
      expect(readServerFrame(text) !== null, text).toBe(parsed.ok)
    }
  },
)

test('[W1] whatever else comes from a server is no frame, and never an exception', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.jsonValue().map(value => JSON.stringify(value)),
        fc.anything(),
      ),
      input => {
        expect(readServerFrame(input) !== null).toBe(parseServerFrame(input).ok)
      },
    ),
  )
  for (const text of ['{"type":"constructor"}', '{"type":"__proto__"}', '{"type":["pong"],"at":1}', 'null']) {
    expect(readServerFrame(text)).toBe(null)
  }
})
