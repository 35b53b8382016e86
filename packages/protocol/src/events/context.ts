import * as v from 'valibot'
import { blobRef } from '../blob.ts'
import { count, id } from '../ids.ts'

/** Schemas of the events about what the model is given. */
export const contextEvents = {
  /** The harness replaced the older part of what the model is given by a summary; the transcript keeps everything. */
  'context.compacted': v.object({
    type: v.literal('context.compacted'),
    /** The last message that the summary covers. */
    through: id,
    /** The harness's own messages that stand for the older part. [R8] */
    harness: blobRef,
    tokensBefore: v.exactOptional(count),
    tokensAfter: v.exactOptional(count),
  }),
}
