import { parseInline } from './inline/parseInline.ts'
import type { References } from './inline/scan.ts'
import type { MarkdownDocument } from './parseDocument.ts'
import type { Block, Inline, ListItem } from './tree.ts'

function inInlines(inlines: readonly Inline[], found: Set<string>): void {
  for (const inline of inlines) {
    if (inline.type === 'footnoteReference') found.add(inline.label)
    else if ('children' in inline) inInlines(inline.children, found)
  }
}

function inSource(source: string, references: References, found: Set<string>): void {
  if (!source.includes('[^')) return
  inInlines(parseInline(source, { ...references, syntaxes: [], open: false }), found)
}

function inBlock(block: Block | ListItem, references: References, found: Set<string>): void {
  if (block.type === 'footnoteDefinition') return
  if ('source' in block) inSource(block.source, references, found)
  else if ('rows' in block) for (const cell of block.rows.flat()) inSource(cell, references, found)
  else if ('children' in block) for (const child of block.children) inBlock(child, references, found)
}

/** A footnote of a text: the first definition of its label. */
export type Footnote = Extract<Block, { type: 'footnoteDefinition' }>

function definitionsIn(blocks: readonly (Block | ListItem)[], found: Map<string, Footnote>): void {
  for (const block of blocks) {
    if (block.type === 'footnoteDefinition' && !found.has(block.label)) found.set(block.label, block)
    if ('children' in block) definitionsIn(block.children, found)
  }
}

/** The labels that each block names; a block that is the same names the same while the labels of the document are. */
const named = new WeakMap<Block, { readonly references: References; readonly labels: ReadonlySet<string> }>()

function labelsOf(block: Block, references: References): ReadonlySet<string> {
  const known = named.get(block)
  if (known?.references === references) return known.labels
  const labels = new Set<string>()
  inBlock(block, references, labels)
  named.set(block, { references, labels })
  return labels
}

/** The footnotes that a text names, in the order in which it does; those that another one names come behind. */
export function footnotesOf({ groups, tail, references }: MarkdownDocument): readonly Footnote[] {
  if (references.footnotes.size === 0) return []
  const blocks = [...groups.flat(), ...tail]
  const definitions = new Map<string, Footnote>()
  definitionsIn(blocks, definitions)
  const labels = new Set(blocks.flatMap(block => [...labelsOf(block, references)]))
  const footnotes: Footnote[] = []
  // A set that grows is read to its end.
  for (const label of labels) {
    const footnote = definitions.get(label)
    if (!footnote) continue
    footnotes.push(footnote)
    for (const child of footnote.children) inBlock(child, references, labels)
  }
  return footnotes
}
