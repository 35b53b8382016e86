import { parseInline } from '../../../src/markdown/inline/parseInline.ts'
import type { MarkdownDocument } from '../../../src/markdown/parseDocument.ts'
import type { Block, ListItem } from '../../../src/markdown/tree.ts'
import { mergeTexts, type Tree } from './referenceTree.ts'

/** The whole tree of a document, its leaves parsed. */
export function treeOf(document: MarkdownDocument): readonly Tree[] {
  const inlines = (source: string) =>
    mergeTexts(
      parseInline(source, {
        ...document.references,
        syntaxes: [],
        open: false,
      }) as unknown as readonly Tree[],
    )
  const convert = (block: Block | ListItem): Tree => {
    switch (block.type) {
      case 'paragraph':
        return { type: 'paragraph', children: inlines(block.source) }
      case 'heading':
        return { type: 'heading', depth: block.depth, children: inlines(block.source) }
      case 'code':
        return { type: 'code', lang: block.lang, meta: block.meta, value: block.value }
      case 'html':
        return { type: 'html', value: block.value.trimEnd() }
      case 'thematicBreak':
        return { type: 'thematicBreak' }
      case 'blockquote':
        return { type: 'blockquote', children: block.children.map(convert) }
      case 'list':
        return { type: 'list', first: block.first, loose: block.loose, children: block.children.map(convert) }
      case 'listItem':
        return { type: 'listItem', checked: block.checked, children: block.children.map(convert) }
      case 'table':
        return {
          type: 'table',
          align: block.align,
          rows: block.rows.map(row => block.align.map((_, column) => inlines(row[column] ?? ''))),
        }
      case 'footnoteDefinition':
        return { type: 'footnoteDefinition', label: block.label, children: block.children.map(convert) }
    }
  }
  return [...document.groups.flat(), ...document.tail].map(convert)
}
