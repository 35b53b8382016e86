import { useMemo, useRef } from 'react'
import { groupItems, type ItemGroup } from './groupItems.ts'

/**
 * A list in groups of at most 32, of which those that did not change keep their reference. Drawn as one memoized component each, they make the work for
 * a change of one item that of its group, not of the list. Keep the identity of `keyOf`: another function groups anew. [C5]
 */
export function useGroups<T>(items: readonly T[], keyOf: (item: T) => string): readonly ItemGroup<T>[] {
  const last = useRef<readonly ItemGroup<T>[]>([])
  const groups = useMemo(() => groupItems(items, last.current, keyOf), [items, keyOf])
  // A cache: grouping the same items again gives the same groups, so a discarded render does no harm.
  last.current = groups
  return groups
}
