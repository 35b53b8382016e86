/** A line of two texts that are compared. */
export interface DifferingLine {
  readonly change: 'same' | 'added' | 'removed'
  readonly text: string
}

/** A table of more cells than this takes a page too long; then what is between the common beginning and end is shown as replaced. */
const MOST_CELLS = 4_000_000

/** Compares two texts by line: what is in both, in its order, and what only one has. */
export function differingLines(before: string, after: string): readonly DifferingLine[] {
  return differing(before.split('\n'), after.split('\n'), line => line).map(({ change, item }) => ({
    change,
    text: item,
  }))
}

/** An item of two lists that are compared. */
export interface Differing<T> {
  readonly change: 'same' | 'added' | 'removed'
  readonly item: T
}

/** Compares two lists by a longest common subsequence of their keys. Of what is in both, the later one's item is given. */
export function differing<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (item: T) => string,
): readonly Differing<T>[] {
  const [old, young] = [before.map(keyOf), after.map(keyOf)]
  const shorter = Math.min(old.length, young.length)
  let start = 0
  while (start < shorter && old[start] === young[start]) start++
  let end = 0
  while (end < shorter - start && old[old.length - 1 - end] === young[young.length - 1 - end]) end++
  const same = (item: T): Differing<T> => ({ change: 'same', item })
  return [
    ...after.slice(0, start).map(same),
    ...middle(before, after, old, young, start, end),
    ...after.slice(after.length - end).map(same),
  ]
}

function middle<T>(
  before: readonly T[],
  after: readonly T[],
  old: readonly string[],
  young: readonly string[],
  ...[start, end]: [number, number]
): readonly Differing<T>[] {
  const [rows, columns] = [old.length - end - start, young.length - end - start]
  const removed = (index: number) => ({ change: 'removed' as const, item: before[start + index] as T })
  const added = (index: number) => ({ change: 'added' as const, item: after[start + index] as T })
  if (rows * columns > MOST_CELLS)
    return [
      ...Array.from({ length: rows }, (_, index) => removed(index)),
      ...Array.from({ length: columns }, (_, index) => added(index)),
    ]
  const width = columns + 1
  // How many are in both, from a place of each on.
  const common = new Uint32Array((rows + 1) * width)
  const at = (row: number, column: number) => common[row * width + column] ?? 0
  for (let row = rows - 1; row >= 0; row--)
    for (let column = columns - 1; column >= 0; column--)
      common[row * width + column] =
        old[start + row] === young[start + column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1))
  const found: Differing<T>[] = []
  let [row, column] = [0, 0]
  while (row < rows || column < columns) {
    if (row < rows && column < columns && old[start + row] === young[start + column]) {
      found.push({ change: 'same', item: after[start + column] as T })
      row++
      column++
    } else if (column >= columns || (row < rows && at(row + 1, column) >= at(row, column + 1)))
      found.push(removed(row++))
    else found.push(added(column++))
  }
  return found
}
