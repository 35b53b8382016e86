/** Neighbours of a list under one component: React then looks at one group's fibers when one of them is drawn again, not at all of the list's. [C5] */
export interface ItemGroup<T> {
  /** That of the item that was its first when it was made. */
  readonly key: string
  readonly items: readonly T[]
}

/** Of a thousand or ten thousand items, React looks at the least fibers in groups of about this size. */
const GROUP_SIZE = 32

/**
 * Cuts a list into groups of at most 32. A group whose items are the same keeps its reference, and one of which the last items are left its key: what is
 * appended joins the last group, what is prepended makes groups of its own, and what is taken away from the front leaves the others as they were.
 */
export function groupItems<T>(
  items: readonly T[],
  previous: readonly ItemGroup<T>[],
  keyOf: (item: T) => string,
): readonly ItemGroup<T>[] {
  const groups: ItemGroup<T>[] = []
  const keys = new Set(previous.map(({ key }) => key))
  const add = (start: number, end: number, known?: ItemGroup<T>): void => {
    const cut = items.slice(start, end)
    if (cut[0] === undefined) return
    const isKnown = known?.items.length === cut.length && known.items.every((item, at) => item === cut[at])
    let key = known?.key ?? keyOf(cut[0])
    // The key of a group may be that of an item which has left it.
    if (!known) while (keys.has(key)) key += '+'
    keys.add(key)
    groups.push(isKnown ? known : { key, items: cut })
  }
  const places = new Map(items.map((item, at) => [keyOf(item), at]))
  const placeOf = (item: T): number | undefined => places.get(keyOf(item))
  const isLeft = (item: T): boolean => placeOf(item) !== undefined
  const left = previous.flatMap(group => {
    const size = group.items.length
    const from = group.items.findIndex(isLeft)
    return from < 0 ? [] : { group, first: group.items[from] as T, size: size - from }
  })
  const prepended = left[0] === undefined ? 0 : (placeOf(left[0].first) ?? 0)
  // The group next to what was there is full, the oldest may not be.
  for (let start = 0; start < prepended; ) {
    const end = start + ((prepended - start) % GROUP_SIZE || GROUP_SIZE)
    add(start, end)
    start = end
  }
  let start = prepended
  left.forEach(({ group, size }, at) => {
    const end = Math.min(items.length, start + (at === left.length - 1 ? Math.max(size, GROUP_SIZE) : size))
    add(start, end, group)
    start = end
  })
  for (; start < items.length; start += GROUP_SIZE) add(start, Math.min(items.length, start + GROUP_SIZE))
  return groups
}
