import {
  type AnyEvent,
  type EventType,
  envelope,
  eventSchemas,
  isEvent,
  isEventType,
  type Json,
  parseEvent,
  parseServerFrame,
  readServerFrame,
  serverFrameSchemas,
} from '@sluice/protocol'
import * as fc from 'fast-check'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { samplesOf } from './samplesOf.ts'

type Loose = Record<string, unknown>

const kindOf = (value: unknown) => (value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value)

const oddities: readonly unknown[] = [null, true, 1, -1, 'x', [], {}, [null], [1], { kind: 'text' }]

/** Copies of a sample in each of which one field is gone, or is of another kind. */
function misshapen(sample: Loose): Loose[] {
  return Object.keys(sample).flatMap(name => {
    const { [name]: value, ...without } = sample
    const others = value === null ? [] : oddities.filter(odd => kindOf(odd) !== kindOf(value))
    return [without, ...others.map(odd => ({ ...sample, [name]: odd }))]
  })
}

/** Fields whose kind the shape leaves to the schema, since no reader looks into them. */
const unlooked = ['writer', 'must', 'expiresAt', 'output']

/** Fields of an event that hold a result in place or as a blob, which whoever draws it takes apart. */
const unread = ['output', 'data', 'snapshot']

const texts = (values: readonly unknown[]) => values.map(value => JSON.stringify(value).slice(0, 300))

test.each(Object.keys(eventSchemas))(
  '[F3] the shape of %s is what its schema asks for, but for lengths and patterns',
  type => {
    const schema = eventSchemas[type as EventType]
    const hasShape = (event: unknown) => isEvent(type as EventType, event as AnyEvent)
    const valid = samplesOf(schema).filter(value => v.is(schema, value))
    expect(valid.length).toBeGreaterThan(0)
    expect(texts(valid.filter(value => !hasShape(value)))).toEqual([])
    const wrong = valid
      .flatMap(sample => misshapen(sample as Loose))
      .filter(
        value =>
          value.type === type &&
          unread.every(name => kindOf(value[name] === undefined ? {} : value[name]) === 'object'),
      )

      .filter(value => !v.is(schema, value))
    // An event that is whole with its type alone has nothing that could have another shape.
    if (Object.keys(schema.entries).length > 1) expect(wrong.length).toBeGreaterThan(3)
    else expect(wrong).toEqual([])
    expect(texts(wrong.filter(hasShape))).toEqual([])
    for (const value of [null, 1, 'x', [], {}].filter(value => !v.is(schema, { type, ...Object(value) })))
      expect(hasShape(value)).toBe(false)
  },
)

test('[E3] only known types are known', () => {
  expect(Object.keys(eventSchemas).every(isEventType)).toBe(true)
  for (const type of ['constructor', '__proto__', 'toString', 'session', '', 'data.shown']) {
    expect(isEventType(type)).toBe(false)
  }
})

test('[E3] an event is parsed by the schema of its type before it is appended; of another type, it may say anything', () => {
  expect(parseEvent({ type: 'tool.dreamt', call: 1 } as AnyEvent)).toMatchObject({ ok: true })
  expect(parseEvent({ type: 'constructor' })).toMatchObject({ ok: true })
  expect(parseEvent({ type: 'no type' })).toMatchObject({ ok: false })
  expect(parseEvent({ type: 'part.settled', part: 'a b' } as AnyEvent)).toMatchObject({ ok: false })
  for (const schema of Object.values(eventSchemas))
    for (const sample of samplesOf(schema).filter(
      value => typeof (value as Loose | null)?.type === 'string',
    )) {
      const { type } = sample as AnyEvent
      if (isEventType(type)) expect(parseEvent(sample as AnyEvent).ok).toBe(v.is(eventSchemas[type], sample))
    }
})

test.each(Object.keys(serverFrameSchemas))(
  '[W1] a %s frame is read where it parses, and not where it lacks its shape',
  type => {
    const schema = serverFrameSchemas[type as keyof typeof serverFrameSchemas]
    const parses = (value: unknown) => parseServerFrame(JSON.stringify(value)).ok
    const isRead = (value: unknown) => readServerFrame(JSON.stringify(value)) !== null
    const valid = samplesOf(schema)
      .filter(parses)
      .map(value => JSON.parse(JSON.stringify(value)))
    expect(valid.length).toBeGreaterThan(0)
    expect(texts(valid.filter(value => !isRead(value)))).toEqual([])
    const wrong = valid
      .flatMap(sample => misshapen(sample as Loose).map(value => ({ value, sample })))
      .filter(({ value }) => !parses(value) && value.type === type)
      .filter(({ value, sample }) => unlooked.every(name => value[name] === (sample as Loose)[name]))
    expect(texts(wrong.map(({ value }) => value).filter(isRead))).toEqual([])
  },
)

test('[W1] an envelope in a frame of events has the shape of one', () => {
  const valid = {
    offset: '0000000000000001_k3j9x2ab',
    at: 1,
    actor: { kind: 'person', id: 'ann' },
    event: { type: 'part.delta' },
    commandId: 'c1',
  }
  const isRead = (input: unknown) =>
    readServerFrame(JSON.stringify({ type: 'events', channel: 1, after: null, envelopes: [input] })) !== null
  expect(isRead(valid)).toBe(true)
  const { commandId: _, ...required } = valid
  for (const value of [...misshapen(required), null, 1, 'x', [], {}])
    expect(isRead(value)).toBe(v.is(envelope, value))
  for (const offset of ['', '1', 'x'.repeat(25), '0000000000000001_K3J9X2AB', '00000000000000001_k3j9x2ab'])
    expect(isRead({ ...valid, offset })).toBe(false)
  for (const value of [...misshapen(valid.actor), ...misshapen(valid.event)])
    expect([isRead({ ...valid, actor: value }), isRead({ ...valid, event: value })]).toEqual([false, false])
})

test('[F5] an event that holds JSON of more than 64 levels has not its shape, however deep that is', () => {
  const ready = (levels: number) => ({
    type: 'tool.ready' as const,
    call: 'c1',
    arguments: JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`) as Json,
  })
  expect([64, 65, 100_000].map(levels => isEvent('tool.ready', ready(levels)))).toEqual([true, false, false])
})

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
