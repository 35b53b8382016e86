import type { More } from '../More.ts'
import { assembleMore } from './assembleMore.ts'
import { describeMore, describeTurn, wholeOf } from './describeMore.ts'

/** What there is to know of messages that are more than text and reasoning. */
export const more: More = {
  assemble: assembleMore,
  wholeOf,
  describePart: describeMore,
  describeTurn,
}
