import type { ThreadRow } from './threadRows.ts'

/** Rows under one element: React then clones one group's fibers for a delta, not all of the thread's. [C5] */
export interface RowGroup {
  readonly key: string
  /** The place of its first row in the thread, from 1. */
  readonly position: number
  readonly rows: readonly ThreadRow[]
}

const GROUP_SIZE = 64

const keyOf = (row: ThreadRow | undefined): string => (row ? `${row.kind}:${row.id}` : '')

function makeGroup(rows: readonly ThreadRow[], start: number, end: number): RowGroup {
  return { key: keyOf(rows[start]), position: start + 1, rows: rows.slice(start, end) }
}

function isSameGroup(group: RowGroup, rows: readonly ThreadRow[], start: number, end: number): boolean {
  if (group.position !== start + 1 || group.rows.length !== end - start) return false
  return group.rows.every((row, index) => row === rows[start + index])
}

/** Cuts rows that came before the old first one into groups, full ones next to it. */
function prependedGroups(rows: readonly ThreadRow[], count: number): RowGroup[] {
  const groups: RowGroup[] = []
  for (let end = count; end > 0; end -= GROUP_SIZE) {
    groups.unshift(makeGroup(rows, Math.max(0, end - GROUP_SIZE), end))
  }
  return groups
}

/**
 * Cuts rows into groups of at most 64. A group whose rows are the same keeps its reference; rows appended join the last group, rows prepended
 * make groups of their own.
 */
export function groupRows(rows: readonly ThreadRow[], previous: readonly RowGroup[]): readonly RowGroup[] {
  const anchor = previous[0]?.key
  const found = anchor === undefined ? -1 : rows.findIndex(row => keyOf(row) === anchor)
  const groups = found > 0 ? prependedGroups(rows, found) : []
  let start = Math.max(0, found)
  if (found >= 0) {
    previous.forEach((group, index) => {
      const isLast = index === previous.length - 1
      const end = Math.min(rows.length, start + (isLast ? GROUP_SIZE : group.rows.length))
      if (start >= end) return
      groups.push(isSameGroup(group, rows, start, end) ? group : makeGroup(rows, start, end))
      start = end
    })
  }
  for (; start < rows.length; start += GROUP_SIZE) {
    groups.push(makeGroup(rows, start, Math.min(rows.length, start + GROUP_SIZE)))
  }
  return groups
}
