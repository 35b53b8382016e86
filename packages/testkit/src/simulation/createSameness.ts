/**
 * Compares plain values by content. Pairs of objects that were found to be the same are remembered, so that comparing views that share most of what they
 * hold costs only what differs.
 */
export function createSameness(): (one: unknown, other: unknown) => boolean {
  const known = new WeakMap<object, object>()

  function isSameArray(one: readonly unknown[], other: readonly unknown[]): boolean {
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]))
  }

  function isSameObject(one: object, other: object): boolean {
    const keys = Object.keys(one)
    return (
      keys.length === Object.keys(other).length &&
      keys.every(
        key => Object.hasOwn(other, key) && isSame(one[key as keyof object], other[key as keyof object]),
      )
    )
  }

  function isSame(one: unknown, other: unknown): boolean {
    if (one === other) return true
    if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
    if (known.get(one) === other) return true
    const same = Array.isArray(one)
      ? Array.isArray(other) && isSameArray(one, other)
      : !Array.isArray(other) && isSameObject(one, other)
    if (same) known.set(one, other)
    return same
  }

  return isSame
}
