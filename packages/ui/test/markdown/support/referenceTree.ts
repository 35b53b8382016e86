import type { Nodes, Root } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'

/** A node of a tree that two parsers can be compared by. */
export type Tree = { readonly [key: string]: unknown; readonly children?: readonly Tree[] }

const normalizeLabel = (label: string) =>
  label
    .replace(/[\t\n\r ]+/g, ' ')
    .trim()
    .toLowerCase()
    .toUpperCase()

/** Neighbours of text as one. */
export function mergeTexts(nodes: readonly Tree[]): readonly Tree[] {
  const merged: Tree[] = []
  for (const node of nodes) {
    const last = merged.at(-1)
    if (node.type === 'text' && last?.type === 'text')
      merged[merged.length - 1] = { type: 'text', value: `${last.value}${node.value}` }
    else if (node.type !== 'text' || node.value !== '') merged.push(node)
  }
  return merged
}

const ALIGN = { left: 'start', right: 'end', center: 'center' } as const

/** Parses with `mdast-util-from-markdown` and its GFM, resolves references, and keeps what is drawn. */
export function referenceTree(source: string): readonly Tree[] {
  const root: Root = fromMarkdown(source, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
  const definitions = new Map<string, { url: string; title: string | null }>()
  const collect = (node: Nodes) => {
    if (node.type === 'definition') {
      const label = normalizeLabel(node.label ?? node.identifier)
      if (!definitions.has(label)) definitions.set(label, { url: node.url, title: node.title ?? null })
    }
    if ('children' in node) node.children.forEach(collect)
  }
  collect(root)
  const all = (nodes: readonly Nodes[]) => mergeTexts(nodes.flatMap(node => convert(node)))
  const target = (node: { label?: string | null | undefined; identifier: string }) =>
    definitions.get(normalizeLabel(node.label ?? node.identifier)) ?? { url: '?', title: null }
  const convert = (node: Nodes): readonly Tree[] => {
    switch (node.type) {
      case 'definition':
        return []
      case 'text':
        return [{ type: 'text', value: node.value }]
      // A line's end in code is drawn as a space, one at the end of HTML not at all.
      case 'inlineCode':
        return [{ type: 'inlineCode', value: node.value.replace(/\n/g, ' ') }]
      case 'html':
        return [{ type: 'html', value: node.value.trimEnd() }]
      case 'heading':
        return [{ type: 'heading', depth: node.depth, children: all(node.children) }]
      case 'code':
        return [{ type: 'code', lang: node.lang ?? '', meta: (node.meta ?? '').trim(), value: node.value }]
      case 'list': {
        const loose = node.spread === true || node.children.some(item => item.spread === true)
        const first = node.ordered ? (node.start ?? 1) : null
        return [{ type: 'list', first, loose, children: all(node.children) }]
      }
      case 'listItem':
        return [{ type: 'listItem', checked: node.checked ?? null, children: all(node.children) }]
      case 'table': {
        const align = (node.align ?? []).map(one => (one ? ALIGN[one] : null))
        const rows = node.children.map(row =>
          align.map((_, column) => all(row.children[column]?.children ?? [])),
        )
        return [{ type: 'table', align, rows }]
      }
      case 'link':
        return [{ type: 'link', url: node.url, title: node.title ?? null, children: all(node.children) }]
      case 'linkReference':
        return [{ type: 'link', ...target(node), children: all(node.children) }]
      case 'image':
        return [{ type: 'image', url: node.url, title: node.title ?? null, alt: node.alt ?? '' }]
      case 'imageReference':
        return [{ type: 'image', ...target(node), alt: node.alt ?? '' }]
      case 'footnoteReference':
        return [{ type: 'footnoteReference', label: normalizeLabel(node.label ?? node.identifier) }]
      case 'footnoteDefinition':
        return [
          {
            type: 'footnoteDefinition',
            label: normalizeLabel(node.label ?? node.identifier),
            children: all(node.children),
          },
        ]
      default:
        return 'children' in node
          ? [{ type: node.type, children: all(node.children) }]
          : [{ type: node.type }]
    }
  }
  return all(root.children)
}
