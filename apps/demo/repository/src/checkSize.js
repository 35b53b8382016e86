/** Refuses page sizes that would never come to an end. */
export function checkSize(size) {
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`A page cannot hold ${size} items.`)
}
