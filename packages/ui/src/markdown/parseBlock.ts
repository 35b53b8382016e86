import { closesFence, indentOf, lineKind, openFence } from './lines.ts'
import { type Inline, parseInline } from './parseInline.ts'
import { splitBlocks } from './splitBlocks.ts'
import { parseTable, type TableBlock } from './table.ts'

/** An item of a list; `checked` is null unless it is a task. */
export interface ListItem {
  readonly checked: boolean | null
  readonly blocks: readonly Block[]
}

/** A block of markdown. A list is tight when no blank line separates its items: its paragraphs are drawn without their margins. */
export type Block =
  | { readonly kind: 'paragraph'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'heading'; readonly level: number; readonly inlines: readonly Inline[] }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | {
      readonly kind: 'list'
      readonly start: number | null
      readonly tight: boolean
      readonly items: readonly ListItem[]
    }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | { readonly kind: 'rule' }
  | TableBlock

/** Deeper nesting than this is drawn as text, so that hostile input cannot exhaust the stack. */
const DEEPEST = 12

const linesOf = (text: string) => text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n')

function parseCode(lines: readonly string[], fence: string, indent: number, language: string): Block {
  const last = lines.at(-1) ?? ''
  const isClosed = lines.length > 1 && closesFence(last, fence)
  const body = lines.slice(1, isClosed ? -1 : undefined)
  const text = body.map(line => line.slice(Math.min(indent, indentOf(line)))).join('\n')
  return { kind: 'code', language, text }
}

function parseItem(source: string, open: boolean, depth: number): ListItem {
  const task = /^\[([ xX])\][ \t]+/.exec(source)
  const text = task ? source.slice(task[0].length) : source
  return { checked: task ? task[1] !== ' ' : null, blocks: parseBlocks(text, open, depth + 1) }
}

function parseList(lines: readonly string[], open: boolean, depth: number): Block {
  const sources: string[][] = []
  const margin = indentOf(lines[0] ?? '')
  let width = 0
  let blankBefore = false
  let tight = true
  for (const line of lines) {
    const marker = /^( *)(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)/.exec(line)
    const isItem = marker !== null && indentOf(line) < margin + Math.max(2, width)
    if (isItem) {
      if (blankBefore) tight = false
      width = marker[0].length
      sources.push([line.slice(width)])
    } else if (line.trim() === '') sources.at(-1)?.push('')
    else sources.at(-1)?.push(line.slice(Math.min(width, indentOf(line))))
    blankBefore = line.trim() === ''
  }
  const start = /^ *(\d+)/.exec(lines[0] ?? '')
  const items = sources.map((source, index) =>
    parseItem(source.join('\n'), open && index === sources.length - 1, depth),
  )
  return { kind: 'list', start: start ? Number(start[1]) : null, tight, items }
}

function parseHeading(line: string, open: boolean): Block {
  const match = /^ {0,3}(#{1,6})[ \t]*(.*?)(?:[ \t]+#+)?[ \t]*$/.exec(line)
  return { kind: 'heading', level: match?.[1]?.length ?? 1, inlines: parseInline(match?.[2] ?? '', open) }
}

/** Parses the source of one block; `open` says that more may follow, so unfinished syntax at its end is taken as meant. */
export function parseBlock(text: string, open: boolean, depth = 0): Block {
  const lines = linesOf(text)
  const first = lines[0] ?? ''
  const kind = depth > DEEPEST ? 'text' : lineKind(first)
  const fence = kind === 'fence' ? openFence(first) : null
  if (fence) return parseCode(lines, fence.fence, fence.indent, fence.language)
  if (kind === 'heading') return parseHeading(first, open)
  if (kind === 'rule') return { kind: 'rule' }
  if (kind === 'item') return parseList(lines, open, depth)
  if (kind === 'quote') {
    const inner = lines.map(line => line.replace(/^ {0,3}> ?/, '')).join('\n')
    return { kind: 'quote', blocks: parseBlocks(inner, open, depth + 1) }
  }
  const table = parseTable(lines, open)
  return (
    table ?? { kind: 'paragraph', inlines: parseInline(lines.map(line => line.trimStart()).join('\n'), open) }
  )
}

/** Parses the blocks of a text; only the last can be open. */
export function parseBlocks(text: string, open: boolean, depth = 0): readonly Block[] {
  const { blocks } = splitBlocks(text)
  return blocks.map((block, index) => parseBlock(block.text, open && index === blocks.length - 1, depth))
}
