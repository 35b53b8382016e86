import * as v from 'valibot'
import { count, id } from '../ids.ts'
import { wholePart } from '../parts.ts'

/** Schemas of the events about the parts of an assistant message. */
export const partEvents = {
  /** Opens a streamed part. */
  'part.added': v.object({
    type: v.literal('part.added'),
    message: id,
    part: id,
    kind: v.picklist(['text', 'reasoning']),
  }),
  /** Adds a part that is complete at once. */
  'part.attached': v.object({ type: v.literal('part.attached'), message: id, content: wholePart }),
  /**
   * Streamed text of a text or reasoning part, or of the arguments of a tool call. `from` is the length before it in UTF-16 units; a merged
   * delta replaces its pieces. [E2]
   */
  'part.delta': v.object({ type: v.literal('part.delta'), part: id, from: count, text: v.string() }),
  /** Ends a streamed part before its step ends. */
  'part.settled': v.object({ type: v.literal('part.settled'), part: id }),
}
