import { CHILDREN_SHOWN, flattenJson, type JsonOpening, type JsonRow } from './flattenJson.ts'

/** A longer string is handed over cut, since nobody reads on in a line of that length. */
const MOST_STRING = 100_000

/** The rows of a value that is too large for the page, as the page draws them. */
export function rowsForPage(value: unknown, opening: JsonOpening): readonly JsonRow[] {
  return flattenJson(value, opening).map(row =>
    typeof row.scalar === 'string' && row.scalar.length > MOST_STRING
      ? { ...row, scalar: `${row.scalar.slice(0, MOST_STRING)}…` }
      : row,
  )
}

/** Opens a branch or closes it. */
export function toggled(opening: JsonOpening, path: string): JsonOpening {
  const expanded = new Set(opening.expanded)
  if (!expanded.delete(path)) expanded.add(path)
  return { ...opening, expanded }
}

/** Shows more children of a branch. */
export function withMore(opening: JsonOpening, path: string): JsonOpening {
  const shown = new Map(opening.shown).set(path, (opening.shown.get(path) ?? CHILDREN_SHOWN) + CHILDREN_SHOWN)
  return { ...opening, shown }
}
