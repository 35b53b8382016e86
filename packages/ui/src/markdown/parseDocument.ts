import type { Builder } from './block/Builder.ts'
import { closeTip } from './block/Builder.ts'
import { finishAll } from './block/finish.ts'
import type { Node } from './block/Node.ts'
import { createBuilder, readBlockLine } from './block/parseBlocks.ts'
import { holdBack, openTableEarly } from './block/unfinished.ts'
import type { References } from './inline/scan.ts'
import { keepBlocks } from './keepBlocks.ts'
import type { Block, Definition } from './tree.ts'

/** How many finished blocks are drawn as one: a delta then compares few things, however long the text is. */
export const GROUP = 32

/** The blocks of a text. */
export interface MarkdownDocument {
  readonly source: string
  /** Blocks that no text behind them can change, by the group. */
  readonly groups: readonly (readonly Block[])[]
  /** The blocks that may still change. */
  readonly tail: readonly Block[]
  /** What labels lead to; the same object while that is the same. */
  readonly references: References
  /** Where reading goes on, and what the blocks before it define. */
  readonly restart: number
  readonly settled: References
}

const NO_REFERENCES: References = { definitions: new Map(), footnotes: new Set() }

const EMPTY: MarkdownDocument = {
  source: '',
  groups: [],
  tail: [],
  references: NO_REFERENCES,
  restart: 0,
  settled: NO_REFERENCES,
}

const normalize = (text: string): string => {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  return lines.includes('\0') ? lines.replaceAll('\0', '\uFFFD') : lines
}

function addReferences(known: References, { definitions, footnotes }: Builder): References {
  const isKnown =
    [...definitions.keys()].every(label => known.definitions.has(label)) &&
    [...footnotes].every(label => known.footnotes.has(label))
  if (isKnown) return known
  return {
    definitions: new Map([...definitions, ...known.definitions]),
    footnotes: new Set([...known.footnotes, ...footnotes]),
  }
}

const isSame = (a: Definition, b: Definition | undefined) => a.url === b?.url && a.title === b.title

const keepReferences = (old: References, next: References): References =>
  old.definitions.size === next.definitions.size &&
  old.footnotes.size === next.footnotes.size &&
  [...next.definitions].every(([label, definition]) => isSame(definition, old.definitions.get(label))) &&
  [...next.footnotes].every(label => old.footnotes.has(label))
    ? old
    : next

function addToGroups(groups: readonly (readonly Block[])[], blocks: readonly Block[]) {
  const next = [...groups]
  for (const block of blocks) {
    const last = next.at(-1)
    if (last && last.length < GROUP) next[next.length - 1] = [...last, block]
    else next.push([block])
  }
  return next
}

/** Closes what is open at the end of the text, and keeps in mind that it was. */
function closeEnd(builder: Builder): void {
  const open: Node[] = []
  while (builder.tip !== builder.root) {
    open.push(builder.tip)
    closeTip(builder)
  }
  for (const node of open) node.closed = false
}

function readLines(builder: Builder, source: string, from: number, to: number): void {
  for (let at = from; at < to; ) {
    const end = source.indexOf('\n', at)
    readBlockLine(builder, source.slice(at, end))
    at = end + 1
  }
}

/** Reads the line that is not finished. While more may come, it is taken as what it will most likely be. */
function readLastLine(builder: Builder, line: string, streaming: boolean): void {
  const text = streaming ? holdBack(line) : line
  if (text !== '') readBlockLine(builder, text)
  if (streaming) openTableEarly(builder)
  const last = lastLeaf(builder.root)
  closeEnd(builder)
  // Its line goes on.
  if (streaming && text !== '' && last?.type === 'heading' && last.lastLine === builder.line) reopen(last)
}

function lastLeaf(node: Node): Node | null {
  const last = node.children.at(-1)
  return last ? (lastLeaf(last) ?? last) : null
}

function reopen(node: Node): void {
  for (let at: Node | null = node; at; at = at.parent) at.closed = false
}

/**
 * Parses markdown into blocks. Given the document of a prefix of the text, its finished blocks are kept by reference and only the rest is
 * read, so the work for a delta does not depend on the length of the text. While `streaming`, what is unfinished at the end is closed or held back.
 */
export function parseDocument(
  text: string,
  streaming: boolean,
  fences: readonly string[],
  previous: MarkdownDocument = EMPTY,
): MarkdownDocument {
  const source = normalize(text)
  const old = source.startsWith(previous.source) ? previous : EMPTY
  const builder = createBuilder(old.restart, fences)
  const complete = source.lastIndexOf('\n') + 1
  readLines(builder, source, old.restart, complete)
  const { root } = builder
  const openBlock = builder.tip === root ? undefined : root.children.at(-1)
  const finished = root.children.slice(0, openBlock ? -1 : undefined)
  const settled = addReferences(old.settled, builder)
  const restart = openBlock?.restart ?? Math.max(complete, old.restart)
  readLastLine(builder, source.slice(complete), streaming)
  const tail = finishAll(root.children.slice(finished.length), streaming)
  const done = finishAll(finished, false)
  const blocks = keepBlocks(old.tail, [...done, ...tail])
  return {
    source,
    groups: done.length > 0 ? addToGroups(old.groups, blocks.slice(0, done.length)) : old.groups,
    tail: blocks.slice(done.length),
    references: keepReferences(previous.references, addReferences(settled, builder)),
    restart,
    settled,
  }
}
