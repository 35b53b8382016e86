import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseBlocks } from '../../src/markdown/parseBlock.ts'
import { splitBlocks } from '../../src/markdown/splitBlocks.ts'

const LINES = [
  '# Title',
  'Some **bold** text',
  'and a second line',
  '- one',
  '- two',
  '  more of two',
  '1. first',
  '```ts',
  'const a = 1',
  '```',
  '> quoted',
  '---',
  '| a | b |',
  '|---|--:|',
  '| 1 | 2 |',
  '',
  '',
]

const document = fc.array(fc.constantFrom(...LINES), { maxLength: 30 }).map(lines => lines.join('\n'))

test('text that arrives in pieces is split as the whole text is', () => {
  fc.assert(
    fc.property(document, fc.array(fc.nat(400), { maxLength: 12 }), (source, cuts) => {
      let split = splitBlocks('')
      for (const cut of cuts.sort((a, b) => a - b)) split = splitBlocks(source.slice(0, cut), split)
      expect(splitBlocks(source, split)).toEqual(splitBlocks(source))
    }),
  )
})

test('every character that is not white space is in exactly one block', () => {
  fc.assert(
    fc.property(document, source => {
      const joined = splitBlocks(source)
        .blocks.map(block => block.text)
        .join('')
      expect(joined.replace(/\s/g, '')).toBe(source.replace(/\s/g, ''))
    }),
  )
})

test('blocks before the last keep their reference while text is appended', () => {
  const first = splitBlocks('# A\n\nfirst\n\nsecond')
  const next = splitBlocks('# A\n\nfirst\n\nsecond and more', first)
  expect(next.blocks[0]).toBe(first.blocks[0])
  expect(next.blocks[1]).toBe(first.blocks[1])
  expect(next.blocks[2]).toEqual({ start: 12, text: 'second and more' })
})

test('any text is parsed without throwing, at any cut', () => {
  const pieces = fc.array(
    fc.constantFrom(
      '*',
      '**',
      '_',
      '`',
      '```',
      '[',
      '](',
      ')',
      '!',
      '\n',
      '|',
      '-',
      ' ',
      'a',
      '~~',
      '<',
      '>',
      '\\',
      '1.',
    ),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(pieces, fc.boolean(), (parts, open) => {
      expect(parseBlocks(parts.join(''), open)).toBeInstanceOf(Array)
    }),
  )
})
