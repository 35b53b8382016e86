/** How many of the oldest turns are summed up, so that what stays is about as large as wanted; the newest stays in any case. */
export function cutTurns(sizes: readonly number[], keep: number): number {
  let kept = 0
  for (let index = sizes.length - 1; index >= 0; index--) {
    kept += sizes[index] ?? 0
    if (kept > keep) return Math.min(index + 1, sizes.length - 1)
  }
  return 0
}
