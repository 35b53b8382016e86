import { type Inline, parseInline } from './parseInline.ts'

/** How a column of a table is aligned. */
export type Align = 'start' | 'center' | 'end' | null

/** A table of GitHub's markdown. */
export interface TableBlock {
  readonly kind: 'table'
  readonly align: readonly Align[]
  readonly head: readonly (readonly Inline[])[]
  readonly rows: readonly (readonly (readonly Inline[])[])[]
}

const DELIMITER = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/

function cellsOf(line: string): string[] {
  const cells = ['']
  let inCode = false
  const row = line.trim().replace(/^\|/, '').replace(/\|$/, '')
  for (let at = 0; at < row.length; at++) {
    const character = row[at] ?? ''
    const isEscapedBar = character === '\\' && row[at + 1] === '|'
    if (character === '`') inCode = !inCode
    if (character === '|' && !inCode) cells.push('')
    else cells[cells.length - 1] += isEscapedBar ? (row[++at] ?? '') : character
  }
  return cells.map(cell => cell.trim())
}

function alignOf(cell: string): Align {
  const startsWith = cell.startsWith(':')
  if (cell.endsWith(':')) return startsWith ? 'center' : 'end'
  return startsWith ? 'start' : null
}

/** Parses a table: a row, a row of delimiters with as many cells, and more rows; null when the lines are not one. */
export function parseTable(lines: readonly string[], open: boolean): TableBlock | null {
  const [first = '', second = '', ...rest] = lines
  if (!first.includes('|') || !second.includes('-') || !DELIMITER.test(second)) return null
  const head = cellsOf(first)
  const align = cellsOf(second).map(alignOf)
  if (head.length !== align.length) return null
  return {
    kind: 'table',
    align,
    head: head.map(cell => parseInline(cell, false)),
    rows: rest.map((line, row) => {
      const cells = cellsOf(line)
      return head.map((_, column) => parseInline(cells[column] ?? '', open && row === rest.length - 1))
    }),
  }
}
