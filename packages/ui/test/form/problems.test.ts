import { checkJsonSchema } from '@sluice/fold'
import type { Json } from '@sluice/protocol'
import { describe, expect, test } from 'vitest'
import { complete, initialDraft, problemsOf, withValue } from '../../src/form/problems.ts'
import { inferSchema, readSchema } from '../../src/form/readSchema.ts'
import { wordsOf } from '../../src/form/wordsOf.ts'

const kindOf = (schema: Json) => readSchema(schema, schema).field.kind

const order: Json = {
  type: 'object',
  properties: {
    address: { type: 'string', minLength: 3, maxLength: 40 },
    count: { type: 'integer', minimum: 1, maximum: 9 },
    express: { type: 'boolean' },
    note: { type: 'string' },
    kind: { const: 'order' },
    tags: { type: 'array', minItems: 1, items: { type: 'string' } },
  },
  required: ['address', 'count', 'express', 'kind', 'tags'],
}

const found = (schema: Json, value: Json | undefined) =>
  problemsOf(schema, complete(schema, schema, value)).map(({ pointer, code }) => `${pointer} ${code}`)

describe('what stands in a form', () => {
  test('[K23] is a field of its kind for each schema, and JSON for what has none', () => {
    expect(kindOf({ type: 'string' })).toBe('text')
    expect(kindOf({ type: ['string', 'null'] })).toBe('text')
    expect(kindOf({ anyOf: [{ type: 'number' }, { type: 'null' }] })).toBe('number')
    expect(kindOf({ enum: ['a', 'b'] })).toBe('one-of')
    expect(kindOf({ oneOf: [{ const: 1, title: 'One' }, { const: 2 }] })).toBe('one-of')
    expect(kindOf({ type: 'array', items: { enum: ['a'] } })).toBe('some-of')
    expect(kindOf({ type: 'array', items: { type: 'string' } })).toBe('list')
    expect(kindOf({ type: 'array', items: {} })).toBe('json')
    expect(kindOf({ type: 'object' })).toBe('json')
    expect(kindOf({ anyOf: [{ type: 'string' }, { type: 'number' }] })).toBe('json')
    expect(kindOf(true)).toBe('json')
  })

  test('[K23] follows references inside of the document, and ends where they go in circles', () => {
    const schema: Json = {
      $ref: '#/$defs/a',
      $defs: { a: { type: 'boolean', title: 'Sure?' }, b: { $ref: '#/$defs/b' } },
    }
    expect(readSchema(schema, schema)).toMatchObject({ field: { kind: 'yes-no' }, title: 'Sure?' })
    expect(readSchema({ $ref: '#/$defs/b' }, schema).field.kind).toBe('json')
    const lists: Json = { $defs: { l: { type: 'array', items: { $ref: '#/$defs/l' } } } }
    expect(readSchema({ $ref: '#/$defs/l' }, lists).field.kind).toBe('json')
  })

  test('calls a name in words', () => {
    expect(['orderId', 'order_id', 'path', '__'].map(wordsOf)).toEqual(['Order id', 'Order id', 'Path', '__'])
  })
})

describe('what is wrong with an answer', () => {
  test('[K23] is said field by field, in the order of the form', () => {
    expect(found(order, undefined)).toEqual(['/address required', '/count required', '/tags tooFew'])
    expect(found(order, { address: 'ab', count: 1.5, tags: ['a', ''] })).toEqual([
      '/address tooShort',
      '/count notWhole',
      '/tags/1 required',
    ])
    expect(found(order, { address: 'a'.repeat(41), count: 12, tags: ['a'] })).toEqual([
      '/address tooLong',
      '/count tooLarge',
    ])
  })

  test('is nothing when the schema has nothing against it either', () => {
    const value = complete(order, order, { address: 'Here 1', count: 2, note: '', tags: ['a'] })
    expect(value).toEqual({ address: 'Here 1', count: 2, express: false, kind: 'order', tags: ['a'] })
    expect(problemsOf(order, value)).toEqual([])
    expect(checkJsonSchema(order, value as Json)).toBeNull()
  })

  test('[K23] is found by the words of the schema that the form has no message for', () => {
    expect(found({ type: 'string', pattern: '^\\d+$' }, 'x')).toEqual([' invalid'])
    expect(found({ type: 'string', pattern: '(' }, 'x')).toEqual([])
  })
})

test('[K23] a form begins with the defaults of its schema', () => {
  expect(initialDraft({ type: 'object', properties: { a: { default: 3 }, b: {} } })).toEqual({ a: 3 })
  expect(initialDraft({ type: 'string' })).toBeUndefined()
})

test('a draft is changed at a path, and keeps its order', () => {
  expect(JSON.stringify(withValue({ a: 1, b: [{ c: 1 }], d: 2 }, ['b', 0, 'c'], 5))).toBe(
    '{"a":1,"b":[{"c":5}],"d":2}',
  )
  expect(withValue({ a: 1, b: 2 }, ['a'], undefined)).toEqual({ b: 2 })
})

test('[K23] arguments without a schema are edited as what they are, and stay what they were', () => {
  const value = {
    path: 'a.js',
    find: 'a\nb',
    replace: '',
    depth: 2,
    dry: false,
    files: ['a'],
    rest: { deep: [1, 'a'] },
  }
  const schema = inferSchema(value)
  const root = readSchema(schema, schema).field
  const kinds =
    root.kind === 'group' ? root.entries.map(entry => readSchema(entry.schema, schema).field.kind) : []
  expect(kinds).toEqual(['text', 'text', 'text', 'number', 'yes-no', 'list', 'group'])
  expect(complete(schema, schema, value)).toEqual(value)
  expect(problemsOf(schema, value)).toEqual([])
})
