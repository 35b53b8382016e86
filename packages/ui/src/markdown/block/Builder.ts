import type { Definition } from '../tree.ts'
import { type Cursor, indentOf, rest } from './cursor.ts'
import { readDefinition } from './definition.ts'
import { createNode, isContainer, type Node } from './Node.ts'

/** The blocks of a text while its lines are read one by one. */
export interface Builder {
  readonly root: Node
  /** The deepest open block. */
  tip: Node
  /** Open containers. */
  depth: number
  cursor: Cursor
  /** Where the line starts in the source, and its number. */
  lineStart: number
  line: number
  /** The line before. */
  previousStart: number
  previousText: string
  /** The columns before the text that it gave to a paragraph. */
  textIndent: number
  /** What the labels that were read so far lead to: the first of a label counts. */
  readonly definitions: Map<string, Definition>
  /** The labels of footnotes. */
  readonly footnotes: Set<string>
  /** The fences that plugins add: `$$`. */
  readonly fences: readonly string[]
}

/** Takes the rest of the line as a line of the tip. */
export function addLine(builder: Builder, text: string = rest(builder.cursor)): void {
  const { tip, cursor, line, lineStart } = builder
  builder.textIndent = indentOf(cursor)
  tip.lines.push(text)
  tip.lastLine = line
  tip.end = lineStart + cursor.text.length
}

/** Takes the definitions from the start of a paragraph; tells whether text is left. */
export function takeDefinitions(node: Node, definitions: Map<string, Definition>): boolean {
  let text = node.lines.join('\n')
  for (let found = text[0] === '[' ? readDefinition(text) : null; found; ) {
    const { label, url, title, end } = found
    if (!definitions.has(label)) definitions.set(label, { url, title })
    const lines = text.slice(0, end).split('\n').length - 1
    node.firstLine += lines
    node.start += end
    text = text.slice(end)
    node.lines = text === '' ? [] : text.split('\n')
    found = text[0] === '[' ? readDefinition(text) : null
  }
  return node.lines.length > 0
}

/** Closes the tip. A paragraph of definitions alone is left without lines. */
export function closeTip(builder: Builder): void {
  const { tip } = builder
  tip.closed = true
  if (tip.type === 'paragraph') takeDefinitions(tip, builder.definitions)
  if (isContainer(tip)) builder.depth--
  const { parent } = tip
  if (!parent) return
  parent.end = Math.max(parent.end, tip.end)
  parent.lastLine = Math.max(parent.lastLine, tip.lastLine)
  builder.tip = parent
}

/** Closes the blocks inside a container. */
export function closeUntil(builder: Builder, container: Node): void {
  while (builder.tip !== container) closeTip(builder)
}

/** Opens a block in a container, or in the next around it that can hold it. `at` is where it starts in the line. */
export function open(builder: Builder, type: Node['type'], at: number, container: Node): Node {
  closeUntil(builder, container)
  const holds = (node: Node) =>
    node.type === 'list' ? type === 'listItem' : type !== 'listItem' && isContainer(node)
  while (!holds(builder.tip)) closeTip(builder)
  const { tip, lineStart, line, cursor } = builder
  const node = createNode(type, tip, lineStart + at, lineStart, line)
  node.end = lineStart + cursor.text.length
  tip.children.push(node)
  builder.tip = node
  if (isContainer(node)) builder.depth++
  return node
}
