import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseInline } from '../../src/markdown/inline/parseInline.ts'
import { type MarkdownDocument, parseDocument } from '../../src/markdown/parseDocument.ts'
import type { Block, ListItem } from '../../src/markdown/tree.ts'
import { referenceTree } from './support/referenceTree.ts'
import { treeOf } from './support/treeOf.ts'

const LINES = [
  '# Title',
  'Some **bold** text',
  'and a second line',
  '- one',
  '- two',
  '  more of two',
  '  - inner',
  '1. first',
  '2. second',
  '```ts',
  'const a = 1',
  '```',
  '~~~',
  '> quoted',
  '> - in it',
  '---',
  '===',
  '| a | b |',
  '|---|--:|',
  '| 1 | 2 |',
  '    four',
  '\tone',
  '[a]: /url',
  '[a]',
  '[^1]: a note',
  'noted[^1]',
  '    its second',
  '<div>',
  '</div>',
  '<!--',
  '-->',
  '- [ ] task',
  '',
  '',
  '  ',
  '\\',
]

const MARKS = [
  '*',
  '**',
  '***',
  '_',
  '__',
  '~',
  '~~',
  '`',
  '``',
  '[',
  ']',
  '](/u)',
  '(',
  ')',
  '![',
  '\n',
  '|',
  '-',
  ' ',
  'a',
  'b ',
  '<b>',
  '<',
  '>',
  '\\',
  '1.',
  '&amp;',
  '&',
  '"',
  '!',
  '.',
  'https://a.example',
  'www.b.example',
  'c@d.example',
  '[^1]',
  ':',
  '#',
]

const lines = fc.array(fc.constantFrom(...LINES), { maxLength: 14 }).map(parts => parts.join('\n'))
const marks = fc.array(fc.constantFrom(...MARKS), { maxLength: 24 }).map(parts => parts.join(''))
const text = fc.oneof(
  lines,
  marks,
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.tuple(lines, marks).map(parts => parts.join('\n')),
)
const pieces = fc.array(fc.oneof(lines, marks), { maxLength: 5 })

const all = (document: MarkdownDocument) => [...document.groups.flat(), ...document.tail]

/** The leaves of blocks as they are drawn while streaming. */
const leaves = (blocks: readonly (Block | ListItem)[]): readonly string[] =>
  blocks.flatMap(block =>
    'children' in block
      ? leaves(block.children)
      : 'source' in block
        ? [block.source]
        : 'rows' in block
          ? block.rows.flat()
          : [],
  )

test('[K18] a text that arrives in any pieces has the blocks that it has at once, at each of them', () => {
  fc.assert(
    fc.property(text, fc.array(fc.nat(), { maxLength: 6 }), (source, cuts) => {
      let document = parseDocument('', false, [])
      for (const cut of [
        ...cuts.map(cut => cut % (source.length + 1)).sort((a, b) => a - b),
        source.length,
      ]) {
        document = parseDocument(source.slice(0, cut), false, [], document)
        const whole = parseDocument(source.slice(0, cut), false, [])
        expect(all(document)).toEqual(all(whole))
        expect(document.references).toEqual(whole.references)
      }
    }),
    { numRuns: 600 },
  )
})

test('[K18] a streamed text ends in the tree that it has at once', () => {
  fc.assert(
    fc.property(pieces, parts => {
      let document = parseDocument('', true, [])
      for (let count = 1; count <= parts.length; count++)
        document = parseDocument(parts.slice(0, count).join(''), true, [], document)
      const source = parts.join('')
      expect(treeOf(parseDocument(source, false, [], document))).toEqual(
        treeOf(parseDocument(source, false, [])),
      )
    }),
    { numRuns: 400 },
  )
})

test('[K18] blocks that are finished keep their reference while text is appended', () => {
  fc.assert(
    fc.property(fc.array(lines, { minLength: 2, maxLength: 4 }), fc.boolean(), (parts, streaming) => {
      let source = ''
      let before = parseDocument('', streaming, [])
      for (const part of parts) {
        source += `${part}\n`
        const now = parseDocument(source, streaming, [], before)
        const finished = before.groups.flat()
        const kept = now.groups.flat().slice(0, finished.length)
        expect(kept.every((block, index) => block === finished[index])).toBe(true)
        before = now
      }
    }),
  )
})

test('[K18] only what is after the last finished block is read again', () => {
  const before = parseDocument('# A\n\nfirst\n\nlast', true, [])
  const now = parseDocument('# A\n\nfirst\n\nlast one', true, [], before)
  expect(before.restart).toBe('# A\n\nfirst\n\n'.length)
  expect(now.groups[0]).toBe(before.groups[0])
})

test('[K18] an item that is finished keeps its reference while its list grows', () => {
  const before = parseDocument('- one\n- two', true, [])
  const now = parseDocument('- one\n- two\n- three', true, [], before)
  const items = (document: MarkdownDocument) =>
    document.tail.flatMap(block => (block.type === 'list' ? block.children : []))
  expect(items(now)[0]).toBe(items(before)[0])
})

test('[K18] lines of marks have the tree of mdast-util-from-markdown', () => {
  const agreed = fc.array(
    fc.constantFrom(...MARKS.filter(mark => !/^(?:\*{3}|<|>|:|-|!|https.*|www.*|c@.*)$/.test(mark))),
    { maxLength: 7 },
  )
  fc.assert(
    fc.property(agreed, parts => {
      // Where a run is used up in part, the specification counts the whole of it, see below.
      const source = parts.join('').replace(/\*+/g, '*').replace(/_+/g, '__')
      expect(treeOf(parseDocument(source, false, []))).toEqual(referenceTree(source))
    }),
    { numRuns: 500 },
  )
})

test('[K18] lines of blocks have the tree of mdast-util-from-markdown', () => {
  const agreed = fc.array(fc.constantFrom(...LINES.filter(line => !/^(?: {4}|\t| {2}$|> - )/.test(line))), {
    maxLength: 7,
  })
  fc.assert(
    fc.property(agreed, parts => {
      const source = parts.join('\n')
      expect(treeOf(parseDocument(source, false, []))).toEqual(referenceTree(source))
    }),
    { numRuns: 500 },
  )
})

const drawn = (source: string) => treeOf(parseDocument(source, false, []))

test('[K18] where mdast-util-from-markdown leaves the specification, the specification holds', () => {
  // Only a paragraph keeps a list that does not begin with 1 from interrupting it; there, indented code does as well.
  expect(drawn('    code\n2. two').map(({ type }) => type)).toEqual(['code', 'list'])
  // The lengths of whole runs count for the rule of three; there, those of what is left of them.
  expect(drawn('***a****')).toEqual([
    {
      type: 'paragraph',
      children: [
        { type: 'emphasis', children: [{ type: 'strong', children: [{ type: 'text', value: 'a' }] }] },
        { type: 'text', value: '*' },
      ],
    },
  ])
  // A symbol beyond the first plane is punctuation as any other; there, half of it is neither.
  expect(drawn('**Done!**🎉')).toEqual([
    {
      type: 'paragraph',
      children: [
        { type: 'strong', children: [{ type: 'text', value: 'Done!' }] },
        { type: 'text', value: '🎉' },
      ],
    },
  ])
  // A table may begin in the first line behind a list or a quote; there, not behind one that ends in a table.
  expect(drawn('> |a|\n> |-|\n|b|\n|-|').map(({ type }) => type)).toEqual(['blockquote', 'table'])
})

test('[K18] no text takes long or much of the stack', () => {
  const hostile = [
    '*a ',
    '[',
    ' `',
    '![a](',
    '> ',
    'a**b',
    '_*',
    '<',
    '&',
    '.',
    '<!-',
    '[a](<b',
    '- ',
    'a@',
    '(',
    '[a]: ',
    '~~a~',
    '<a b="',
    '[^a',
    '| a ',
    '|-',
    'x`y``z',
    '1. ',
    '\\',
    '#',
    '[x][',
    '*_',
  ]
  for (const part of hostile) {
    const source = `http://a${part.repeat(4_000)}x`
    const started = performance.now()
    treeOf(parseDocument(source, false, []))
    for (const leaf of leaves(parseDocument(source, true, []).tail))
      parseInline(leaf, { definitions: new Map(), footnotes: new Set(), syntaxes: [], open: true })
    expect(performance.now() - started, part).toBeLessThan(2_000)
  }
})
