import type { Align } from '../tree.ts'

const DELIMITERS = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/

/** The cells of a row; an escaped bar is a part of its cell. */
export function cellsOf(line: string): readonly string[] {
  const cells: string[] = []
  const text = line.replace(/^[ \t]+|[ \t]+$/g, '')
  let cell = ''
  let at = text[0] === '|' ? 1 : 0
  for (; at < text.length; at++) {
    const character = text[at] ?? ''
    if (character === '|') {
      cells.push(cell)
      cell = ''
    } else if (character === '\\' && (text[at + 1] === '|' || text[at + 1] === '\\')) {
      at++
      cell += text[at] === '|' ? '|' : '\\\\'
    } else cell += character
  }
  if (cell !== '' || text.at(-1) !== '|') cells.push(cell)
  return cells.map(part => part.replace(/^[ \t]+|[ \t]+$/g, ''))
}

function alignOf(cell: string): Align {
  const startsWith = cell.startsWith(':')
  if (cell.endsWith(':')) return startsWith ? 'center' : 'end'
  return startsWith ? 'start' : null
}

/** The alignments that a row of delimiters under a head gives; null when the two are no table. */
export function readDelimiters(head: string, line: string): readonly Align[] | null {
  if (!/[|:]/.test(line) || !DELIMITERS.test(line)) return null
  const align = cellsOf(line).map(alignOf)
  return align.length === cellsOf(head).length ? align : null
}

/** The cells of a row, at most as many as the head has. */
export const rowOf = (line: string, columns: number): readonly string[] => cellsOf(line).slice(0, columns)
