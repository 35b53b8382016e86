import { normalizeLabel } from '../inline/address.ts'
import { type Builder, open, takeDefinitions } from './Builder.ts'
import { type Cursor, indentOf, isBlank, restAfterSpace, skipColumns, skipSpace } from './cursor.ts'
import { openHtml } from './htmlBlock.ts'
import type { Node } from './Node.ts'
import { readDelimiters } from './table.ts'

/** What a line opened: nothing, a block that may hold more of the line, or one that took it. */
export type Opened = 'nothing' | 'container' | 'leaf'

/** More containers in each other than this are drawn as text, so that hostile input cannot exhaust the stack. */
const DEEPEST = 48

const FENCE = /^(?:(`{3,})([^`]*)|(~{3,})(.*))$/
const HEADING = /^(#{1,6})(?:[ \t]+(.*))?$/
const RULE = /^(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$/
const UNDERLINE = /^(?:=+|-+)[ \t]*$/
const ITEM = /^(?:([*+-])|(\d{1,9})([.)]))(?=[ \t]|$)/
const FOOTNOTE = /^\[\^((?:[^\s[\]\\]|\\[[\]\\]?)+)\]:/

type Start = (builder: Builder, container: Node, line: string) => Opened

const quote: Start = (builder, container, line) => {
  if (line[0] !== '>' || builder.depth >= DEEPEST) return 'nothing'
  const { cursor } = builder
  const at = cursor.next
  skipSpace(cursor)
  skipColumns(cursor, 1)
  if (indentOf(cursor) > 0) skipColumns(cursor, 1)
  open(builder, 'blockquote', at, container)
  return 'container'
}

const heading: Start = (builder, container, line) => {
  const found = line[0] === '#' && HEADING.exec(line)
  if (!found) return 'nothing'
  const node = open(builder, 'heading', builder.cursor.next, container)
  node.depth = found[1]?.length ?? 1
  node.lines = [(found[2] ?? '').replace(/(?:^|[ \t]+)#+[ \t]*$/, '').replace(/[ \t]+$/, '')]
  return 'leaf'
}

const fence: Start = (builder, container, line) => {
  const { cursor, fences } = builder
  const mark = fences.find(text => line.startsWith(text) && !line.includes(text, text.length))
  const found = FENCE.exec(line)
  if (!found && mark === undefined) return 'nothing'
  const node = open(builder, 'code', cursor.next, container)
  node.indent = indentOf(cursor)
  node.marker = mark ?? found?.[1] ?? found?.[3] ?? ''
  node.info = mark ?? (found?.[2] ?? found?.[4] ?? '').trim()
  if (mark !== undefined && line.length > mark.length) node.lines = [line.slice(mark.length)]
  return 'leaf'
}

const html: Start = (builder, container, line) => {
  if (line[0] !== '<') return 'nothing'
  const isText = container.type === 'paragraph' || builder.tip.type === 'paragraph'
  const condition = openHtml(line, isText)
  if (condition === 0) return 'nothing'
  open(builder, 'html', builder.cursor.next, container).condition = condition
  return 'leaf'
}

const underline: Start = (builder, container, line) => {
  if (container.type !== 'paragraph' || !UNDERLINE.test(line)) return 'nothing'
  if (!takeDefinitions(container, builder.definitions)) return 'nothing'
  const { parent, start, restart, firstLine, lines } = container
  parent?.children.pop()
  builder.tip = parent ?? builder.root
  const node = open(builder, 'heading', 0, builder.tip)
  Object.assign(node, { start, restart, firstLine, lines: [lines.join('\n').replace(/[ \t]+$/, '')] })
  node.depth = line[0] === '=' ? 1 : 2
  return 'leaf'
}

/** The last line of a paragraph becomes the head of a table. */
export function openTable(builder: Builder, paragraph: Node, align: Node['align']): void {
  const head = paragraph.lines.pop() ?? ''
  const hasText = takeDefinitions(paragraph, builder.definitions)
  if (!hasText) paragraph.parent?.children.pop()
  paragraph.closed = true
  paragraph.end = builder.previousStart - 1
  paragraph.lastLine = builder.line - 2
  builder.tip = paragraph.parent ?? builder.root
  const node = open(builder, 'table', 0, builder.tip)
  node.start = builder.previousStart + builder.previousText.length - head.length
  node.restart = builder.previousStart
  node.firstLine = builder.line - 1
  node.lines = [head]
  node.align = align
}

const table: Start = (builder, container, line) => {
  if (container.type !== 'paragraph' || builder.tip !== container || builder.textIndent >= 4) return 'nothing'
  const align = readDelimiters(container.lines.at(-1) ?? '', line)
  if (!align) return 'nothing'
  openTable(builder, container, align)
  return 'leaf'
}

const rule: Start = (builder, container, line) => {
  if (!RULE.test(line)) return 'nothing'
  open(builder, 'thematicBreak', builder.cursor.next, container)
  return 'leaf'
}

/** Columns from the marker to the text of an item: white space of more than four columns belongs to the text. */
function skipPadding(cursor: Cursor): number {
  const isEmpty = isBlank(cursor)
  const gap = indentOf(cursor)
  const padding = isEmpty || gap > 4 ? 1 : gap
  skipColumns(cursor, padding)
  return padding
}

const item: Start = (builder, container, line) => {
  const found = ITEM.exec(line)
  if (!found || builder.depth >= DEEPEST) return 'nothing'
  const [mark, bullet, digits, delimiter] = found
  const { cursor } = builder
  // A list interrupts a paragraph only with text behind its marker, and a numbered one only with 1.
  const interrupts = container.type === 'paragraph'
  if (interrupts && (line.slice(mark.length).trim() === '' || (digits !== undefined && Number(digits) !== 1)))
    return 'nothing'
  const at = cursor.next
  const margin = indentOf(cursor)
  skipSpace(cursor)
  skipColumns(cursor, mark.length)
  const marker = bullet ?? delimiter ?? ''
  let list = container
  if (list.type !== 'list' || list.marker !== marker) {
    list = open(builder, 'list', at, container)
    list.marker = marker
    list.first = digits === undefined ? null : Number(digits)
  }
  const node = open(builder, 'listItem', at, list)
  node.indent = margin + mark.length + skipPadding(cursor)
  return 'container'
}

const footnote: Start = (builder, container, line) => {
  const found = line[0] === '[' && FOOTNOTE.exec(line)
  if (!found || builder.depth >= DEEPEST) return 'nothing'
  const { cursor } = builder
  const node = open(builder, 'footnoteDefinition', cursor.next, container)
  node.marker = normalizeLabel(found[1] ?? '')
  builder.footnotes.add(node.marker)
  skipSpace(cursor)
  skipColumns(cursor, found[0].length)
  skipSpace(cursor)
  return 'container'
}

const indented: Start = (builder, container) => {
  const { cursor } = builder
  if (builder.tip.type === 'paragraph' || isBlank(cursor)) return 'nothing'
  const node = open(builder, 'code', cursor.next, container)
  skipColumns(cursor, 4)
  node.indent = 4
  return 'leaf'
}

/** Anything else cannot open a block. */
const MAY_START = /^[#`~*+_=<>0-9|:[-]/

const starts: readonly Start[] = [quote, heading, fence, html, underline, rule, item, footnote, table]

/** Opens what the line opens in a container. */
export function openBlock(builder: Builder, container: Node): Opened {
  const { cursor } = builder
  if (indentOf(cursor) >= 4) return indented(builder, container, '')
  const line = restAfterSpace(cursor)
  if (!MAY_START.test(line) && !builder.fences.some(mark => line.startsWith(mark))) return 'nothing'
  for (const start of starts) {
    const opened = start(builder, container, line)
    if (opened !== 'nothing') return opened
  }
  return 'nothing'
}
