/** Where a key moves the selection of a log. */
export interface LogKeyContext {
  /** The selected row; -1 for none, which counts as being behind the last. */
  readonly row: number
  readonly rows: number
  /** Rows that fit into what is seen. */
  readonly rowsSeen: number
}

/** The row that a key selects, or null when the key is not one of the log's. */
export function rowOfKey(key: string, { row, rows, rowsSeen }: LogKeyContext): number | null {
  if (rows === 0) return null
  const from = row < 0 ? rows : row
  const clamp = (target: number) => Math.min(rows - 1, Math.max(0, target))
  switch (key) {
    case 'ArrowUp':
    case 'k':
      return clamp(from - 1)
    case 'ArrowDown':
    case 'j':
      return clamp(from + 1)
    case 'PageUp':
      return clamp(from - rowsSeen)
    case 'PageDown':
      return clamp(from + rowsSeen)
    case 'Home':
      return 0
    case 'End':
      return rows - 1
    default:
      return null
  }
}
