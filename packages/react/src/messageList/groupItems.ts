/** Neighbours of a list under one component: React then looks at one group's fibers when one of them is drawn again, not at all of the list's. [C5] */
export interface ItemGroup<T> {
  /** Its first item's. */
  readonly key: string
  readonly items: readonly T[]
}

/** Of a thousand or ten thousand items, React looks at the least fibers in groups of about this size. */
const GROUP_SIZE = 32

/**
 * Cuts a list into groups of at most 32. A group whose items are the same keeps its reference, and one that begins with the same item its key: what is
 * appended joins the last group, what is prepended makes groups of its own.
 */
export function groupItems<T>(
  items: readonly T[],
  previous: readonly ItemGroup<T>[],
  keyOf: (item: T) => string,
): readonly ItemGroup<T>[] {
  const groups: ItemGroup<T>[] = []
  const add = (start: number, end: number, known?: ItemGroup<T>): void => {
    const isKnown =
      known?.items.length === end - start && known.items.every((item, at) => item === items[start + at])
    const cut = items.slice(start, end)
    if (isKnown) groups.push(known)
    else if (cut[0] !== undefined) groups.push({ key: keyOf(cut[0]), items: cut })
  }
  const anchor = previous[0]?.key
  const prepended = Math.max(
    0,
    items.findIndex(item => keyOf(item) === anchor),
  )
  // The group next to what was there is full, the oldest may not be.
  for (let start = 0; start < prepended; ) {
    const end = start + ((prepended - start) % GROUP_SIZE || GROUP_SIZE)
    add(start, end)
    start = end
  }
  let start = prepended
  previous.forEach((group, at) => {
    const size = at === previous.length - 1 ? GROUP_SIZE : group.items.length
    const end = Math.min(items.length, start + size)
    add(start, end, group)
    start = end
  })
  for (; start < items.length; start += GROUP_SIZE) add(start, Math.min(items.length, start + GROUP_SIZE))
  return groups
}
