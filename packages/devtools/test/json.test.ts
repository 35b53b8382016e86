// @vitest-environment node
import { describe, expect, test } from 'vitest'
import { briefJson } from '../src/json/briefJson.ts'
import { CHILDREN_SHOWN, firstOpening, flattenJson } from '../src/json/flattenJson.ts'
import { formatKey, formatString } from '../src/json/formatJson.ts'
import { treeMove } from '../src/json/treeKeys.ts'

const none = new Map<string, number>()
const open = (...paths: string[]) => ({ expanded: new Set(paths), shown: none })
const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)

describe('tree', () => {
  test('[C9] only what is opened is walked', () => {
    const value = { a: { b: 1 }, c: [true, null], d: 'x' }
    expect(flattenJson(value, open()).map(row => [row.path, row.kind, row.size])).toEqual([['', 'object', 3]])
    expect(flattenJson(value, open('', '/c')).map(row => [row.path, row.kind, row.level])).toEqual([
      ['', 'object', 1],
      ['/a', 'object', 2],
      ['/c', 'array', 2],
      ['/c/0', 'boolean', 3],
      ['/c/1', 'null', 3],
      ['/d', 'string', 2],
    ])
  })

  test('[F3] keys such as __proto__, constructor, a slash and an empty one are keys like others', () => {
    const value: unknown = JSON.parse('{"__proto__":{"polluted":1},"constructor":2,"a/b":3,"~":4,"":5,"…":6}')
    const rows = flattenJson(value, open('', '/__proto__'))
    expect(rows.map(row => [row.path, row.key, row.scalar])).toEqual([
      ['', null, null],
      ['/__proto__', '__proto__', null],
      ['/__proto__/polluted', 'polluted', 1],
      ['/constructor', 'constructor', 2],
      ['/a~1b', 'a/b', 3],
      ['/~0', '~', 4],
      ['/', '', 5],
      ['/…', '…', 6],
    ])
    expect(new Set(rows.map(row => row.path)).size).toBe(rows.length)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  test('[C9] a long array shows its beginning and asks before it shows more', () => {
    const value = Array.from({ length: 1_000_000 }, (_, index) => index)
    const rows = flattenJson(value, open(''))
    expect(rows).toHaveLength(CHILDREN_SHOWN + 2)
    expect(rows.at(-1)).toMatchObject({ kind: 'more', size: 1_000_000 - CHILDREN_SHOWN, parent: '' })
    const more = flattenJson(value, { expanded: new Set(['']), shown: new Map([['', 250]]) })
    expect(more).toHaveLength(252)
  })

  test('[F3] what is nested 20,000 deep is drawn as far as it is opened', () => {
    const value = nested(20_000)
    expect(firstOpening(value, 40).size).toBeLessThanOrEqual(41)
    expect(flattenJson(value, { expanded: firstOpening(value, 40), shown: none }).length).toBeLessThanOrEqual(
      42,
    )
    expect(briefJson(value)).toContain('…')
  })

  test('[C9] the first opening keeps to its lines, but always opens the root', () => {
    const value = { a: Array.from({ length: 50 }, () => 0), b: { c: 1 } }
    expect([...firstOpening(value, 10)]).toEqual(['', '/b'])
    expect([
      ...firstOpening(
        Array.from({ length: 50 }, () => 0),
        10,
      ),
    ]).toEqual([''])
    expect([...firstOpening('text', 10)]).toEqual([])
  })

  test('[C9] keys walk, open and close it', () => {
    const rows = flattenJson({ a: { b: 1 }, c: 2 }, open('', '/a'))
    expect(treeMove(rows, '', 'ArrowDown')).toEqual({ to: '/a' })
    expect(treeMove(rows, '/a', 'ArrowRight')).toEqual({ to: '/a/b' })
    expect(treeMove(rows, '/a/b', 'ArrowLeft')).toEqual({ to: '/a' })
    expect(treeMove(rows, '/a', 'ArrowLeft')).toEqual({ toggle: '/a' })
    expect(treeMove(rows, '/c', 'End')).toEqual({ to: '/c' })
    expect(treeMove(rows, '/c', 'ArrowDown')).toBeNull()
    expect(treeMove(rows, 'gone', 'ArrowDown')).toEqual({ to: '/a' })
    expect(treeMove(rows, '/c', 'Enter')).toBeNull()
  })
})

test('[F3] a brief line of JSON does no more work than it shows', () => {
  let reads = 0
  const value = new Proxy([] as number[], {
    get: (target, key) => {
      if (key === 'length') return 1e9
      if (typeof key === 'string' && /^\d+$/.test(key)) {
        reads += 1
        return 1
      }
      return Reflect.get(target, key)
    },
  })
  expect(briefJson(value, 50)).toMatch(/^\[1,1.*…$/)
  expect(reads).toBeLessThan(60)
  expect(briefJson({ a: '<img src=x onerror=alert(1)>', b: [null, true, 1.5] })).toBe(
    '{"a":"<img src=x onerror=alert(1)>","b":[null,true,1.5]}',
  )
})

test('[F3] nothing hides in a string or a key: directions, invisible and control characters are escaped', () => {
  expect(formatString('a\u202egnp.exe\u200b\ufeff\u0000"')).toBe('"a\\u202egnp.exe\\u200b\\ufeff\\u0000\\""')
  expect(formatString('👩‍💻 é ‌ن')).toBe('"👩‍💻 é ‌ن"')
  expect(['type', '__proto__', '$ref', '', 'a b', '<img>', '\u202ex', '-1'].map(formatKey)).toEqual([
    'type',
    '__proto__',
    '$ref',
    '""',
    '"a b"',
    '"<img>"',
    '"\\u202ex"',
    '"-1"',
  ])
})
