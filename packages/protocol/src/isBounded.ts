/** How deep JSON may be nested in an event: whoever walks it does not run out of stack. */
export const DEEPEST = 64

/** Tells whether a value that came out of `JSON.parse` is nested at most so deep. */
export const isBounded = (value: unknown, depth = DEEPEST): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (depth > 0 && Object.values(value).every(item => isBounded(item, depth - 1)))
