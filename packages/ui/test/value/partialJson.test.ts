import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPartialJson } from '../../src/value/partialJson.ts'

const plain = (value: unknown) => JSON.parse(JSON.stringify(value))

test('JSON that arrives in pieces is read as JSON.parse reads the whole', () => {
  fc.assert(
    fc.property(fc.json(), fc.array(fc.nat(200), { maxLength: 8 }), (text, cuts) => {
      const reader = createPartialJson()
      for (const cut of cuts.sort((a, b) => a - b)) reader.read(text.slice(0, cut))
      const { value, status } = reader.read(`${text} `)
      expect(status).toBe('complete')
      expect(plain(value)).toEqual(plain(JSON.parse(text)))
    }),
  )
})

test('an unfinished string is shown as far as it came', () => {
  const reader = createPartialJson()
  expect(plain(reader.read('{"path":"src/pa').value)).toEqual({ path: 'src/pa' })
  expect(plain(reader.read('{"path":"src/parse.ts","text":"a\\n').value)).toEqual({
    path: 'src/parse.ts',
    text: 'a\n',
  })
  expect(plain(reader.read('{"path":"src/parse.ts","text":"a\\n\\u00e').value)).toEqual({
    path: 'src/parse.ts',
    text: 'a\n',
  })
})

test('a key named __proto__ is a key', () => {
  const { value } = createPartialJson().read('{"__proto__":{"polluted":true}}')
  expect(Object.keys(value as object)).toEqual(['__proto__'])
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})

test.each(['nope', '{a:1}', '{"a" 1}', '[1}', '"\\x"', '[1,2]]'])('%s is malformed', text => {
  expect(createPartialJson().read(`${text} `).status).toBe('malformed')
})

test('any text is read without throwing, in any pieces', () => {
  const pieces = fc.array(fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\\', 'u', '1', 't', ' ', '-'))
  fc.assert(
    fc.property(pieces, parts => {
      const reader = createPartialJson()
      let text = ''
      for (const part of parts) {
        text += part
        expect(reader.read(text).source).toBe(text)
      }
    }),
  )
})
