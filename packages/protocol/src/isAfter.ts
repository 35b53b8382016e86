import type { Offset } from './offset.ts'

/** Tells whether `a` comes after `b` in a log; everything comes after null, the position before the first event. */
export function isAfter(a: Offset, b: Offset | null): boolean {
  return b === null || a > b
}
