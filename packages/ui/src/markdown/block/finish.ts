import { unescapeText } from '../inline/address.ts'
import type { Block, ListItem } from '../tree.ts'
import type { Node } from './Node.ts'
import { rowOf } from './table.ts'

const TASK = /^\[([ \t\nxX])\](?=\n|[ \t]+[^ \t])/

const withoutBlankEnd = (lines: readonly string[]): readonly string[] => {
  let length = lines.length
  while (length > 0 && (lines[length - 1] ?? '').trim() === '') length--
  return lines.slice(0, length)
}

/** Blank lines stand between its items, or between the blocks of one. */
const hasBlankBetween = (children: readonly Node[]): boolean =>
  children.some((child, index) => {
    const next = children[index + 1]
    return next !== undefined && next.firstLine - child.lastLine > 1
  })

function finishItem(node: Node, isOpen: boolean): ListItem {
  const { start, end } = node
  const first = node.children[0]
  const task = first?.type === 'paragraph' ? TASK.exec(first.lines.join('\n')) : null
  const children = finishAll(node.children, isOpen)
  if (!task) return { type: 'listItem', start, end, open: isOpen, checked: null, children }
  const [paragraph, ...others] = children
  const source = paragraph?.type === 'paragraph' ? paragraph.source.slice(task[0].length).trimStart() : ''
  const text = { ...paragraph, source } as Block
  return {
    type: 'listItem',
    start,
    end,
    open: isOpen,
    checked: /x/i.test(task[1] ?? ''),
    children: [text, ...others],
  }
}

function finishCode(node: Node): { lang: string; meta: string; value: string } {
  const isFenced = node.marker !== ''
  const lines = isFenced ? node.lines : withoutBlankEnd(node.lines)
  const [, lang = '', meta = ''] = /^([^ \t]*)[ \t]*(.*)$/.exec(node.info) ?? []
  return { lang: unescapeText(lang), meta: unescapeText(meta), value: lines.join('\n') }
}

/** Makes the block of what was built; `isOpen` says that more text may come and belong to it. */
function finish(node: Node, isOpen: boolean): Block {
  const { start, end } = node
  const placed = { start, end, open: isOpen }
  switch (node.type) {
    case 'heading':
      return { ...placed, type: 'heading', depth: node.depth, source: node.lines.join('\n') }
    case 'code':
      return { ...placed, type: 'code', ...finishCode(node) }
    case 'html':
      return { ...placed, type: 'html', value: withoutBlankEnd(node.lines).join('\n') }
    case 'thematicBreak':
      return { ...placed, type: 'thematicBreak' }
    case 'blockquote':
      return { ...placed, type: 'blockquote', children: finishAll(node.children, isOpen) }
    case 'list': {
      const loose =
        hasBlankBetween(node.children) || node.children.some(item => hasBlankBetween(item.children))
      const children = node.children.map((item, index) =>
        finishItem(item, isOpen && index === node.children.length - 1),
      )
      return { ...placed, type: 'list', first: node.first, loose, children }
    }
    case 'table': {
      const { align } = node
      return { ...placed, type: 'table', align, rows: node.lines.map(line => rowOf(line, align.length)) }
    }
    case 'footnoteDefinition': {
      const children = finishAll(node.children, isOpen)
      return { ...placed, type: 'footnoteDefinition', label: node.marker, children }
    }
    default:
      return { ...placed, type: 'paragraph', source: node.lines.join('\n').replace(/[ \t]+$/, '') }
  }
}

const isDrawn = ({ type, lines }: Node) => type !== 'paragraph' || lines.length > 0

/** Makes the blocks of what was built, without paragraphs of definitions alone; only the last can be open. */
export const finishAll = (nodes: readonly Node[], isOpen: boolean): Block[] =>
  nodes.filter(isDrawn).map(node => finish(node, isOpen && !node.closed && node === nodes.at(-1)))
