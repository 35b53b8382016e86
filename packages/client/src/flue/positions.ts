import type { Id, Offset } from '@sluice/protocol'
import { hexOf } from '../backend/hexOf.ts'

/** Envelopes of one batch of Flue's stream have sequences below this; a batch holds what was written within a second. */
const PER_BATCH = 1_000_000
/** So many envelopes may come of one chunk. */
const PER_CHUNK = 16

/** The protocol's own function brings the schemas with it, which a page with hooks alone does not load. */
const formatOffset = (sequence: number, mark: string): Offset =>
  `${String(sequence).padStart(16, '0')}_${mark}`

/** Where a chunk stands in Flue's stream. */
export interface Position {
  readonly batch: number
  readonly index: number
}

/** An id of ours from one of Flue's: itself where it is one, so that parts can be named after it, else made of it. The same gives the same. [E4] */
export const idOf = (given: string): Id =>
  /^[\w-]{1,50}$/.test(given) ? given : `f_${hexOf(given).slice(0, 32)}`

/** The mark of a generation of a stream, so that offsets of another one are noticed. */
export const markOf = (incarnation: string): string => hexOf(incarnation).slice(0, 8)

/** The offset of the n-th envelope of a chunk. */
export const offsetAt = ({ batch, index }: Position, nth: number, mark: string): Offset =>
  formatOffset(batch * PER_BATCH + Math.min(index, PER_BATCH / PER_CHUNK - 2) * PER_CHUNK + nth + 1, mark)

/** Whether an offset is of something that is shown and that Flue does not keep yet: such things stand behind the 30,000 chunks that a batch has places for. */
export const isAhead = (offset: Offset): boolean => offset.slice(10, 16) > '480000'

/** The offset behind everything in a batch. */
export const offsetBehind = (batch: number, mark: string): Offset =>
  formatOffset((batch + 1) * PER_BATCH, mark)

/** The batch that one of Flue's own offsets names; -1 before the first. */
export const batchOf = (flueOffset: string): number => Number(flueOffset.split('_')[1] ?? -1)

/** Flue's own offset from which all comes that follows one of ours. The batch it lies in may come again, as some of it may be missing. */
export function resumeAt(offset: Offset | null): string {
  const batch = offset === null ? -1 : Math.floor(Number(offset.slice(0, 16)) / PER_BATCH) - 1
  return batch < 0 ? '-1' : `${'0'.padStart(16, '0')}_${String(batch).padStart(16, '0')}`
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The server's time in ms that one of Flue's ids (`<kind>_<ULID>`) was made at, or null. */
export function timeIn(id: unknown): number | null {
  const found = /_([0-7][0-9A-Z]{9})[0-9A-Z]{16}$/.exec(String(id))?.[1]
  return found ? [...found].reduce((sum, letter) => sum * 32 + CROCKFORD.indexOf(letter), 0) : null
}
