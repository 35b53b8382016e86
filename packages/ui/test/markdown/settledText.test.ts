import { expect, test } from 'vitest'
import { readSettled, readSettledInline } from '../../src/markdown/settledText.ts'
import { createTextCache } from '../../src/text/createTextCache.ts'

const none = { definitions: new Map(), footnotes: new Set<string>() }

test('[K18] a settled text that is drawn again has the tree of before, block and inline', () => {
  const text = 'See **[it][ref]**.\n\n[ref]: https://a.example'
  const document = readSettled(text, [])
  expect(readSettled(text, [])).toBe(document)
  const { references } = document
  const syntaxes: never[] = []
  const inlines = readSettledInline('See **[it][ref]**.', references, syntaxes)
  expect(inlines[1]?.type).toBe('strong')
  expect(readSettledInline('See **[it][ref]**.', references, syntaxes)).toBe(inlines)
})

test('[K18] a text whose labels lead elsewhere, or that plugins read, has another tree', () => {
  const text = 'See [it].\n\n```mermaid\na\n```'
  const plain = readSettled(text, [])
  expect(readSettled(text, ['mermaid'])).not.toBe(plain)
  const definitions = new Map([['IT', { url: 'https://a.example', title: null }]])
  expect(readSettledInline('See [it].', none, [])).toEqual([{ type: 'text', value: 'See [it].' }])
  expect(readSettledInline('See [it].', { ...none, definitions }, [])[1]?.type).toBe('link')
})

test('[K18] what is kept of texts is bounded by their characters, and what was asked for last is kept longest', () => {
  const cache = createTextCache<string>(10)
  cache.set('aaaa', 'A')
  cache.set('bbbb', 'B')
  expect(cache.get('aaaa')).toBe('A')
  cache.set('cccc', 'C')
  expect(['aaaa', 'bbbb', 'cccc'].map(text => cache.get(text))).toEqual(['A', undefined, 'C'])
  cache.set('a text that is longer than all that is kept', 'D')
  expect(
    ['aaaa', 'cccc', 'a text that is longer than all that is kept'].map(text => cache.get(text)),
  ).toEqual([undefined, undefined, 'D'])
})
