import { differing } from '../difference/differingLines.ts'
import type { StepRow } from './stepsOf.ts'

/** Steps of two sessions that stand beside each other; null where the other has none. */
export interface StepPair {
  readonly left: StepRow | null
  readonly right: StepRow | null
  /** Whether both say and do the same. */
  readonly isSame: boolean
}

const keyOf = ({ kind, text, calls }: StepRow): string =>
  JSON.stringify([kind, text, calls.map(({ tool, arguments: given, output }) => [tool, given, output])])

/** Puts the steps of two sessions beside each other: what is the same in both, and between those what differs, one by one. [D8] */
export function alignSteps(left: readonly StepRow[], right: readonly StepRow[]): readonly StepPair[] {
  const pairs: StepPair[] = []
  let [removed, added]: [StepRow[], StepRow[]] = [[], []]
  let next = 0
  const flush = () => {
    const length = Math.max(removed.length, added.length)
    for (let index = 0; index < length; index++)
      pairs.push({ left: removed[index] ?? null, right: added[index] ?? null, isSame: false })
    removed = []
    added = []
  }
  for (const { change, item } of differing(left, right, keyOf)) {
    if (change === 'added') added.push(item)
    else {
      const row = left[next++] ?? null
      if (change === 'removed') removed.push(item)
      else {
        flush()
        pairs.push({ left: row, right: item, isSame: true })
      }
    }
  }
  flush()
  return pairs
}
