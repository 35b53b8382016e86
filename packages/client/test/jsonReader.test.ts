import { createJsonReader, type JsonPath } from '@sluice/client'
import type { Json } from '@sluice/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const read = (...pieces: readonly string[]) => {
  const reader = createJsonReader()
  for (const piece of pieces) reader.push(piece)
  return reader
}

/** Cuts a text into pieces of these lengths, again and again. */
function cut(text: string, lengths: readonly number[]): string[] {
  const pieces: string[] = []
  for (let at = 0, turn = 0; at < text.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1
    pieces.push(text.slice(at, at + length))
    at += length
  }
  return pieces
}

/** Every value of a document, with its path. */
function* values(node: Json, path: JsonPath = []): Generator<[JsonPath, Json]> {
  yield [path, node]
  if (typeof node === 'object' && node !== null)
    for (const [key, value] of Object.entries(node)) yield* values(value, [...path, key])
}

const documents = fc.jsonValue({ depthSize: 'small' }) as fc.Arbitrary<Json>
const lengths = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 8 })

describe('[H4] the arguments of a call are read as they stream', () => {
  test('[H4] in whatever pieces it comes, the whole is what JSON.parse makes of it, at every path', () => {
    fc.assert(
      fc.property(documents, lengths, fc.constantFrom(0, 2), (document, lengths, indent) => {
        const text = `${JSON.stringify(document, null, indent)} `
        const whole = JSON.parse(text) as Json
        const reader = read(...cut(text, lengths))
        for (const [path, value] of values(whole))
          expect(reader.at(path)).toEqual({ value, isComplete: true })
        expect(reader.length()).toBe(text.length)
      }),
    )
  })

  test('[H4] what is shown at any cut only grows, and what is complete stays as it is', () => {
    const grows = (before: Json | undefined, after: Json | undefined): boolean => {
      if (before === undefined) return true
      if (typeof before === 'string') return typeof after === 'string' && after.startsWith(before)
      if (typeof before !== 'object' || before === null) return Object.is(before, after)
      const next = after as Record<string, Json>
      return Object.entries(before).every(([key, value]) => grows(value, next[key]))
    }
    // A name that comes twice is replaced by the second, so no document here has one.
    fc.assert(
      fc.property(documents, document => {
        const reader = createJsonReader()
        const text = `${JSON.stringify(document)} `
        const seen = new Map<string, ReturnType<typeof reader.at>>()
        for (const char of text.split('')) {
          reader.push(char)
          for (const [path] of values(document)) {
            const key = JSON.stringify(path)
            const before = seen.get(key) ?? { value: undefined, isComplete: false }
            const now = reader.at(path)
            expect(before.isComplete ? now.value === before.value : grows(before.value, now.value)).toBe(true)
            expect(before.isComplete && !now.isComplete).toBe(false)
            seen.set(key, now)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  test.each<[string, JsonPath, Json | undefined, boolean]>([
    ['', [], undefined, false],
    ['{"a', [], {}, false],
    ['{"a"', ['a'], undefined, false],
    ['{"a":"x', ['a'], 'x', false],
    ['{"a":"x', [], { a: 'x' }, false],
    ['{"a":"x"', ['a'], 'x', true],
    ['{"a":"x\\', ['a'], 'x', false],
    ['{"a":"x\\u00', ['a'], 'x', false],
    ['{"a":"x\\u00e9', ['a'], 'xé', false],
    ['{"a":"\\ud83d', ['a'], '', false],
    ['{"a":"\\ud83d\\ude00', ['a'], '😀', false],
    ['{"a":12', ['a'], undefined, false],
    ['{"a":12,', ['a'], 12, true],
    ['{"a":tru', ['a'], undefined, false],
    ['{"a":[1,"b', ['a'], [1, 'b'], false],
    ['{"a":[1,"b', ['a', 0], 1, true],
    ['{"a":[1,"b', ['a', '1'], 'b', false],
    ['{"a":[1,"b', ['a', 'length'], undefined, false],
    ['{"a":{"b":{"c":1},"d":', [], { a: { b: { c: 1 } } }, false],
    ['{"a":1,"a":"se', ['a'], 'se', false],
    ['{"__proto__":{"x":1}}', ['__proto__', 'x'], 1, true],
    ['{"a":1}', ['toString'], undefined, false],
    ['{"a":"x', ['a', 'b'], undefined, false],
  ])('[H4] %j at %j', (text, path, value, isComplete) => {
    expect(read(text).at(path)).toEqual({ value, isComplete })
  })

  test.each([
    '{"a":1}}',
    '{a',
    '{"a" 1',
    '[1 2',
    '{"a":01,',
    '["\\x',
    '["\\u00g',
    '["a\nb',
    '{"a":1,}',
    '[,',
    '}',
    '[1}',
    'x',
  ])('[H4] nothing is read behind what cannot stand there: %j', text => {
    const reader = read('{"before":"', 'it"')
    expect(reader.at(['before'])).toEqual({ value: 'it', isComplete: true })
    const broken = read(text)
    const shown = JSON.stringify(broken.at([]))
    broken.push(']}"more": "text"}')
    expect(JSON.stringify(broken.at([]))).toBe(shown)
  })

  test('[H4] neither deep nesting nor a name of a prototype does harm', () => {
    const deep = read('['.repeat(100_000))
    expect(deep.at([]).isComplete).toBe(false)
    const polluted = read('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}').at(
      [],
    )
    expect(Object.getPrototypeOf(polluted.value)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  test('[H4] 4,000 deltas cost what ten times 400 do, each character being looked at once', () => {
    const delta = 'and a line of the file\\n'
    const millisecondsOf = (deltas: number): number => {
      const start = performance.now()
      const reader = read('{"path":"a.ts","content":"')
      for (let count = 0; count < deltas; count++) {
        reader.push(delta)
        reader.at(['content'])
      }
      expect(reader.length()).toBe(26 + deltas * delta.length)
      return performance.now() - start
    }
    const best = (deltas: number) => Math.min(...Array.from({ length: 7 }, () => millisecondsOf(deltas)))
    best(400)
    // A parse of the whole for each delta would make it a hundred times; 30 leaves room for a busy machine.
    expect(best(4_000) / best(400)).toBeLessThan(30)
  })
})
