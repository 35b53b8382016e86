/** Where a line is read. Tabs stop at each fourth column, and one may be read in part. */
export interface Cursor {
  text: string
  at: number
  column: number
  /** Columns that are left of a tab that was read in part. */
  tab: number
  /** The first character from here that is neither space nor tab, and its column. */
  next: number
  nextColumn: number
}

function look(cursor: Cursor): void {
  let { at, column } = cursor
  for (let code = cursor.text.charCodeAt(at); code === 32 || code === 9; code = cursor.text.charCodeAt(++at))
    column += code === 9 ? 4 - (column % 4) : 1
  cursor.next = at
  cursor.nextColumn = column
}

/** Reads a line from its start. */
export function readLine(text: string): Cursor {
  const cursor: Cursor = { text, at: 0, column: 0, tab: 0, next: 0, nextColumn: 0 }
  look(cursor)
  return cursor
}

/** Nothing but white space is left. */
export const isBlank = (cursor: Cursor): boolean => cursor.next >= cursor.text.length

/** Columns of white space from here. */
export const indentOf = (cursor: Cursor): number => cursor.nextColumn - cursor.column

/** Moves to the first character that is not white space. */
export function skipSpace(cursor: Cursor): void {
  cursor.at = cursor.next
  cursor.column = cursor.nextColumn
  cursor.tab = 0
}

/** Moves by columns, at most to the end of the line. */
export function skipColumns(cursor: Cursor, count: number): void {
  let left = count
  while (left > 0 && cursor.at < cursor.text.length) {
    const isTab = cursor.text.charCodeAt(cursor.at) === 9
    const width = isTab ? 4 - (cursor.column % 4) : 1
    cursor.column += Math.min(width, left)
    cursor.tab = Math.max(0, width - left)
    if (width <= left) cursor.at++
    left -= width
  }
  look(cursor)
}

/** What is left, with the columns of a tab that was read in part as spaces. */
export const rest = ({ text, at, tab }: Cursor): string =>
  tab > 0 ? ' '.repeat(tab) + text.slice(at + 1) : text.slice(at)

/** What is left behind the white space. */
export const restAfterSpace = ({ text, next }: Cursor): string => text.slice(next)
