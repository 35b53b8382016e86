import { isBounded, type Result } from '@sluice/protocol'
import { emptyView } from './emptyView.ts'
import type { View } from './view.ts'

/** How deep a view may be nested: what the events may hold, and the state, which patches make deeper; no browser runs out of stack there. */
const DEEPEST = 500

/** Tells whether a value has the keys of a pattern, and under each a list where the pattern has one, a record where it has one. */
function isLike(value: unknown, pattern: object): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Array.isArray(value) === Array.isArray(pattern) &&
    Object.entries(pattern).every(
      ([key, part]) =>
        Object.hasOwn(value, key) &&
        (typeof part !== 'object' || part === null || isLike((value as Record<string, unknown>)[key], part)),
    )
  )
}

/** Parses the JSON of a view from a snapshot. It checks the frame of the view, not every message: a snapshot comes from the same server that checks every event. Never throws. */
export function parseView(text: string): Result<View> {
  try {
    const value: unknown = JSON.parse(text)
    if (isBounded(value, DEEPEST) && isLike(value, { ...emptyView, state: null }))
      return { ok: true, value: value as View }
  } catch {
    // What is not JSON is not a view either.
  }
  return { ok: false, reason: 'The snapshot is not a view.' }
}
