import * as v from 'valibot'
import { offsetPattern } from './offsetPattern.ts'

/**
 * A position in a log: `<16 digits>_<8 characters>`, the sequence and the mark of the commit that wrote it.
 * Strictly increasing within a log when compared as a string, with gaps allowed.
 */
export type Offset = string

/** Schema of an {@link Offset}. */
export const offset = v.pipe(v.string(), v.regex(offsetPattern))

/**
 * Makes an offset from a sequence (an integer from 1 to 9,999,999,999,999,999) and a mark (8 of `[a-z0-9]`).
 * Only stores and tests make or take apart offsets.
 */
export function formatOffset(sequence: number, mark: string): Offset {
  return `${String(sequence).padStart(16, '0')}_${mark}`
}

/** Takes an offset apart. Throws a RangeError when it is not an offset. */
export function splitOffset(value: Offset): { sequence: number; mark: string } {
  if (!v.is(offset, value)) throw new RangeError(`Not an offset: ${JSON.stringify(value)}`)
  return { sequence: Number(value.slice(0, 16)), mark: value.slice(17) }
}
