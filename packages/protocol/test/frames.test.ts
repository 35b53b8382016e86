import { readFileSync } from 'node:fs'
import {
  clientFrameSchemas,
  errorEntry,
  errorTable,
  formatOffset,
  isAfter,
  isJson,
  parseClientFrame,
  parseEnvelope,
  parseServerFrame,
  serverFrameSchemas,
  splitOffset,
} from '@sluice/protocol'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const golden: { client: object[]; server: object[] } = JSON.parse(
  readFileSync(new URL('../golden/frames.json', import.meta.url), 'utf8'),
)
const typesOf = (frames: readonly object[]) =>
  [...new Set(frames.map(frame => (frame as { type: string }).type))].sort()

describe('frames', () => {
  test('[W1] there is a golden frame of each type, and it parses to itself', () => {
    expect(typesOf(golden.client)).toEqual(Object.keys(clientFrameSchemas).sort())
    expect(typesOf(golden.server)).toEqual(Object.keys(serverFrameSchemas).sort())
    for (const frame of golden.client)
      expect(parseClientFrame(JSON.stringify(frame))).toEqual({ ok: true, value: frame })
    for (const frame of golden.server)
      expect(parseServerFrame(JSON.stringify(frame))).toEqual({ ok: true, value: frame })
  })

  test('[W6] fields that a newer peer added are passed over', () => {
    for (const frame of golden.server)
      expect(parseServerFrame(JSON.stringify({ ...frame, novel: 1 })).ok).toBe(true)
  })

  test('[W1] whatever comes from outside is a frame or a reason, never an exception', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.jsonValue().map(value => JSON.stringify(value)),
      fc.anything(),
    )
    fc.assert(
      fc.property(anything, input => {
        expect(typeof parseClientFrame(input).ok).toBe('boolean')
        expect(typeof parseServerFrame(input).ok).toBe('boolean')
        expect(typeof parseEnvelope(input).ok).toBe('boolean')
      }),
    )
  })

  test('[W1] a golden frame with anything in the place of one of its fields is a frame or a reason', () => {
    fc.assert(
      fc.property(fc.constantFrom(...golden.client), fc.nat(), fc.jsonValue(), (frame, at, value) => {
        const keys = Object.keys(frame)
        const changed = { ...frame, [keys[at % keys.length] as string]: value }
        const result = parseClientFrame(JSON.stringify(changed))
        if (!result.ok) expect(result.reason).toMatch(/^Not a valid frame/)
      }),
    )
  })

  test('[E3] a type of constructor is no type', () => {
    for (const type of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(parseClientFrame(JSON.stringify({ type }))).toMatchObject({ ok: false })
    }
  })

  test('[E4] ids of other characters or lengths are refused', () => {
    for (const id of ['', 'a'.repeat(65), 'a b', 'ä', '../x', 'a\u0000']) {
      const frame = {
        type: 'command',
        commandId: id,
        session: { agent: 'a', id: 's' },
        command: { type: 'session.create' },
      }
      expect(parseClientFrame(JSON.stringify(frame)).ok).toBe(false)
    }
  })

  test('[W3] every code has a status, a way to retry and a whole sentence', () => {
    for (const [code, { status, message }] of Object.entries(errorTable)) {
      expect(code).toMatch(/^[a-z-]+$/)
      expect(status).toBeGreaterThanOrEqual(400)
      expect(message).toMatch(/^[A-Z].*\.$/)
    }
  })

  test('[W6] a code that is not known counts as internal', () => {
    expect(errorEntry('constructor')).toBe(errorTable.internal)
    expect(errorEntry('novel-code')).toBe(errorTable.internal)
  })

  test('[W1] offsets sort as strings in the order of their sequences', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e15 }), fc.integer({ min: 1, max: 1e15 }), (a, b) => {
        const [left, right] = [formatOffset(a, 'zzzzzzzz'), formatOffset(b, 'aaaaaaaa')]
        expect(isAfter(left, right)).toBe(a > b || a === b)
        expect(splitOffset(left)).toEqual({ sequence: a, mark: 'zzzzzzzz' })
      }),
    )
    expect(() => splitOffset('12_ab')).toThrow(RangeError)
  })

  test('[F5] JSON is finite, has no undefined and no instances, and is at most 64 levels deep', () => {
    const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)])
    expect([null, [], {}, 'x', -0, { a: [1] }, deep(64)].every(value => isJson(value))).toBe(true)
    expect(
      [undefined, Number.NaN, Infinity, new Date(), { a: undefined }, () => 1, deep(65)].some(value =>
        isJson(value),
      ),
    ).toBe(false)
  })
})
