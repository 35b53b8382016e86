import type { JsonRow } from './flattenJson.ts'

/** What a key does in a tree: moves to a row, opens or closes one, or asks for more. */
export type TreeMove =
  | { readonly to: string }
  | { readonly toggle: string }
  | { readonly more: JsonRow }
  | null

/** The move of a key, by the pattern for trees of the ARIA Authoring Practices. */
export function treeMove(rows: readonly JsonRow[], active: string, key: string): TreeMove {
  const index = Math.max(
    0,
    rows.findIndex(row => row.path === active),
  )
  const row = rows[index]
  if (row === undefined) return null
  const to = (target: JsonRow | undefined): TreeMove => (target === undefined ? null : { to: target.path })
  const isBranch = row.size > 0 && row.kind !== 'more'
  switch (key) {
    case 'ArrowDown':
      return to(rows[index + 1])
    case 'ArrowUp':
      return to(rows[index - 1])
    case 'Home':
      return to(rows[0])
    case 'End':
      return to(rows.at(-1))
    case 'ArrowRight':
      if (!isBranch) return null
      return row.isExpanded ? to(rows[index + 1]) : { toggle: row.path }
    case 'ArrowLeft':
      if (isBranch && row.isExpanded) return { toggle: row.path }
      return row.parent === null ? null : { to: row.parent }
    case 'Enter':
    case ' ':
      if (row.kind === 'more') return { more: row }
      return isBranch ? { toggle: row.path } : null
    default:
      return null
  }
}
