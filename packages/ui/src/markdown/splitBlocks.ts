import { closesFence, indentOf, type LineKind, lineKind, markerOf, openFence } from './lines.ts'

/** The source of one top-level block, and where it starts, which names it while text is appended. */
export interface BlockSource {
  readonly start: number
  readonly text: string
}

/** A source and its top-level blocks, the last of which may still grow. */
export interface BlockSplit {
  readonly source: string
  readonly blocks: readonly BlockSource[]
}

const EMPTY: BlockSplit = { source: '', blocks: [] }

const endsParagraph = (kind: LineKind) => kind !== 'text' && kind !== 'blank'

interface Line {
  readonly start: number
  readonly end: number
  readonly text: string
}

function lineAt(source: string, start: number): Line {
  const newline = source.indexOf('\n', start)
  const end = newline === -1 ? source.length : newline
  return { start, end: newline === -1 ? end : end + 1, text: source.slice(start, end).replace(/\r$/, '') }
}

function endOfFence(source: string, first: Line, fence: string): number {
  let at = first.end
  while (at < source.length) {
    const line = lineAt(source, at)
    at = line.end
    if (closesFence(line.text, fence)) break
  }
  return at
}

/** A list goes on over indented lines and further items, and over blank lines when one of those follows. */
function endOfList(source: string, first: Line): number {
  let at = first.end
  let end = first.end
  const marker = markerOf(first.text)
  let afterBlank = false
  while (at < source.length) {
    const line = lineAt(source, at)
    const kind = lineKind(line.text)
    const isIndented = kind !== 'blank' && indentOf(line.text) >= 2
    const belongs = isIndented || (kind === 'item' && markerOf(line.text) === marker)
    const goesOn = belongs || (kind === 'text' && !afterBlank)
    if (kind !== 'blank' && !goesOn) break
    at = line.end
    afterBlank = kind === 'blank'
    if (kind !== 'blank') end = at
  }
  return end
}

function endOfLines(source: string, first: Line, belongs: (kind: LineKind) => boolean): number {
  let at = first.end
  while (at < source.length) {
    const line = lineAt(source, at)
    if (!belongs(lineKind(line.text))) break
    at = line.end
  }
  return at
}

function endOfBlock(source: string, line: Line): number {
  const kind = lineKind(line.text)
  const fence = kind === 'fence' ? openFence(line.text) : null
  if (fence) return endOfFence(source, line, fence.fence)
  if (kind === 'heading' || kind === 'rule') return line.end
  if (kind === 'item') return endOfList(source, line)
  if (kind === 'quote') return endOfLines(source, line, next => next === 'quote' || next === 'text')
  return endOfLines(source, line, next => !endsParagraph(next) && next !== 'blank')
}

/** The last block may still grow, and what it grows to may join it to the one before: a `2` after a list, once a full stop follows. */
const UNSETTLED_BLOCKS = 2

/**
 * Cuts markdown into its top-level blocks. Given the split of a prefix of `source`, its blocks but the last two are kept as they are and only
 * the rest is read, so the work for a delta does not depend on the length of the message. A block that is the same keeps its reference.
 */
export function splitBlocks(source: string, previous: BlockSplit = EMPTY): BlockSplit {
  if (source === previous.source) return previous
  const isAppended = source.startsWith(previous.source)
  const kept = isAppended ? previous.blocks.slice(0, -UNSETTLED_BLOCKS) : []
  let at = isAppended ? (previous.blocks[kept.length]?.start ?? 0) : 0
  while (at < source.length) {
    const line = lineAt(source, at)
    if (lineKind(line.text) === 'blank') {
      at = line.end
      continue
    }
    const end = endOfBlock(source, line)
    const block = { start: line.start, text: source.slice(line.start, end) }
    const old = previous.blocks[kept.length]
    kept.push(old?.start === block.start && old.text === block.text ? old : block)
    at = end
  }
  return { source, blocks: kept }
}
