import { addLine, type Builder, closeTip, closeUntil, open } from './Builder.ts'
import { indentOf, isBlank, readLine, rest, restAfterSpace, skipColumns, skipSpace } from './cursor.ts'
import { closesHtml } from './htmlBlock.ts'
import { createNode, type Node, takesLines } from './Node.ts'
import { openBlock } from './starts.ts'

/** Whether an open block takes a line: it does, it does not, or the line was its end. */
type Continued = 'yes' | 'no' | 'ended'

/** Begins to read blocks at an offset of the source. */
export function createBuilder(start: number, fences: readonly string[]): Builder {
  const root = createNode('root', null, start, start, 0)
  return {
    root,
    tip: root,
    depth: 0,
    cursor: readLine(''),
    lineStart: start,
    line: 0,
    previousStart: start,
    previousText: '',
    textIndent: 0,
    definitions: new Map(),
    footnotes: new Set(),
    fences,
  }
}

const closesFence = (line: string, marker: string): boolean =>
  line.startsWith(marker) && /^(`+|~+|\$+)[ \t]*$/.test(line)

function continueCode(builder: Builder, node: Node): Continued {
  const { cursor } = builder
  if (node.marker === '') {
    if (indentOf(cursor) >= 4) skipColumns(cursor, 4)
    else if (isBlank(cursor)) skipSpace(cursor)
    else return 'no'
    return 'yes'
  }
  const line = restAfterSpace(cursor)
  if (indentOf(cursor) < 4 && closesFence(line, node.marker)) {
    node.end = builder.lineStart + cursor.text.length
    node.lastLine = builder.line
    closeUntil(builder, node)
    closeTip(builder)
    return 'ended'
  }
  // White space of the first line's indent is not of the code.
  for (let left = node.indent; left > 0 && /[ \t]/.test(cursor.text[cursor.at] ?? ''); left--)
    skipColumns(cursor, 1)
  return 'yes'
}

function continueItem({ cursor }: Builder, node: Node): Continued {
  if (isBlank(cursor)) {
    if (node.children.length === 0) return 'no'
    skipSpace(cursor)
    return 'yes'
  }
  if (indentOf(cursor) < node.indent) return 'no'
  skipColumns(cursor, node.indent)
  return 'yes'
}

function continueNode(builder: Builder, node: Node): Continued {
  const { cursor } = builder
  switch (node.type) {
    case 'list':
      return 'yes'
    case 'listItem':
      return continueItem(builder, node)
    case 'blockquote':
      if (indentOf(cursor) >= 4 || cursor.text[cursor.next] !== '>') return 'no'
      skipSpace(cursor)
      skipColumns(cursor, 1)
      if (indentOf(cursor) > 0) skipColumns(cursor, 1)
      node.lastLine = builder.line
      node.end = builder.lineStart + cursor.text.length
      return 'yes'
    case 'footnoteDefinition':
      if (isBlank(cursor)) skipSpace(cursor)
      else if (indentOf(cursor) >= 4) skipColumns(cursor, 4)
      else return 'no'
      return 'yes'
    case 'code':
      return continueCode(builder, node)
    case 'html':
      return isBlank(cursor) && node.condition > 5 ? 'no' : 'yes'
    case 'paragraph':
    case 'table':
      return isBlank(cursor) ? 'no' : 'yes'
    default:
      return 'no'
  }
}

function takeText(builder: Builder, container: Node): void {
  const { cursor } = builder
  if (takesLines(container)) {
    addLine(builder)
    if (container.type === 'html' && closesHtml(rest(cursor), container.condition)) closeTip(builder)
  } else if (isBlank(cursor)) return
  else if (container.type === 'table' || container.type === 'paragraph') {
    addLine(builder, restAfterSpace(cursor))
  } else {
    open(builder, 'paragraph', cursor.next, container)
    addLine(builder, restAfterSpace(cursor))
  }
}

/** Reads one line, without its end. */
export function readBlockLine(builder: Builder, text: string): void {
  const cursor = readLine(text)
  builder.cursor = cursor
  builder.line++
  let container = builder.root
  let isMatched = true
  for (let child = container.children.at(-1); child && !child.closed; child = container.children.at(-1)) {
    const continued = continueNode(builder, child)
    if (continued === 'ended') {
      endLine(builder, text)
      return
    }
    if (continued === 'no') {
      isMatched = false
      break
    }
    container = child
  }
  let isLeaf = takesLines(container)
  while (!isLeaf) {
    const opened = openBlock(builder, container)
    if (opened === 'nothing') break
    container = builder.tip
    isMatched = true
    // What a fence's or a heading's first line says is in the block already.
    if (opened === 'leaf') {
      if (container.type === 'html' || (container.type === 'code' && container.marker === '')) break
      container.end = builder.lineStart + text.length
      container.lastLine = builder.line
      if (container.type === 'heading' || container.type === 'thematicBreak') closeTip(builder)
      endLine(builder, text)
      return
    }
    isLeaf = false
  }
  if (!isMatched && !isBlank(cursor) && builder.tip.type === 'paragraph')
    addLine(builder, restAfterSpace(cursor))
  else {
    closeUntil(builder, container)
    takeText(builder, container)
  }
  endLine(builder, text)
}

function endLine(builder: Builder, text: string): void {
  builder.previousStart = builder.lineStart
  builder.previousText = text
  builder.lineStart += text.length + 1
}
