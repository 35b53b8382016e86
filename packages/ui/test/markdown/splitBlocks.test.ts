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

const document = fc.array(fc.constantFrom(...LINES), { maxLength: 14 }).map(lines => lines.join('\n'))

test('text that arrives character by character is split at each as the whole text is', () => {
  fc.assert(
    fc.property(document, source => {
      let split = splitBlocks('')
      for (let length = 1; length <= source.length; length++) {
        const text = source.slice(0, length)
        split = splitBlocks(text, split)
        expect(split).toEqual(splitBlocks(text))
      }
    }),
  )
})

test('a number after a blank line is an item of the list before it as soon as it looks like one', () => {
  const source = '1. one\n\n2'
  const paragraph = splitBlocks(source, splitBlocks('1. one\n\n'))
  expect(splitBlocks(`${source}. two`, paragraph).blocks.map(block => block.text)).toEqual([
    '1. one\n\n2. two',
  ])
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
