import type { DirectoryFilter, DirectoryRow } from '@sluice/protocol'

/** Tells whether a row is one that a filter asks for, its limit left aside. [S13] */
export function matchesFilter(row: DirectoryRow, filter: DirectoryFilter): boolean {
  const isArchived = row.archivedAt !== undefined
  const { agent = row.agent, status = row.status, archived = isArchived, search = '' } = filter
  return (
    row.agent === agent &&
    row.status === status &&
    isArchived === archived &&
    row.title.toLowerCase().includes(search.toLowerCase())
  )
}
