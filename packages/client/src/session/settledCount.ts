import type { View } from '@sluice/fold'

/** How many things the log has settled. */
export const settledCount = ({ settled, settledBefore }: View): number =>
  settled.reduce((sum, chunk) => sum + chunk.length, settledBefore)

/** So many things settle before it is looked whether the page has outgrown what it holds: a chunk of the view. [F7] */
export const TRIM_STEP = 128
