/** Compares by value: plain data, arrays, typed arrays. */
function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (ArrayBuffer.isView(a) !== ArrayBuffer.isView(b) || Array.isArray(a) !== Array.isArray(b)) return false
  const [left, right] = [Object.entries(a), Object.entries(b)]
  return (
    left.length === right.length &&
    left.every(([name, value]) => Object.hasOwn(b, name) && isEqual(value, b[name as keyof typeof b]))
  )
}

/** Throws unless two values are equal by value. */
export function expectEqual(actual: unknown, expected: unknown): void {
  if (isEqual(actual, expected)) return
  throw new Error(`Expected ${JSON.stringify(expected)}\n but got ${JSON.stringify(actual)}`)
}

/** Waits for a promise to reject with a store's error of this code, and throws when it does not. */
export async function expectRefusal(asked: Promise<unknown>, code: string): Promise<void> {
  const outcome = await asked.then(
    () => 'a success',
    (cause: unknown) =>
      cause instanceof Error && 'code' in cause && cause.name === 'StoreError'
        ? String(cause.code)
        : `another error: ${String(cause)}`,
  )
  expectEqual(outcome, code)
}
