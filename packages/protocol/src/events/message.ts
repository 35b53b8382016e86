import * as v from 'valibot'
import { id } from '../ids.ts'
import { wholePart } from '../parts.ts'

/** Parts of a message that a person wrote: 1 to 100. */
const wholeParts = v.pipe(v.array(wholePart), v.minLength(1), v.maxLength(100))

/** Schemas of the events about messages. */
export const messageEvents = {
  /**
   * Puts a message into the session, after the one it follows, and makes it the newest of the line. [E10]
   * With `parts` it is whole and settled; without, it is a queued message of the same id, or the beginning of an assistant message whose
   * parts follow.
   */
  'message.added': v.object({
    type: v.literal('message.added'),
    message: id,
    role: v.picklist(['user', 'assistant']),
    /** The message it follows; null for the first. */
    after: v.nullable(id),
    parts: v.exactOptional(wholeParts),
    run: v.exactOptional(id),
    step: v.exactOptional(id),
    /** The interrupted message that this one says again. [R1] */
    replaces: v.exactOptional(id),
  }),
  /** A message that waits until the model is given it. [R4] */
  'message.queued': v.object({
    type: v.literal('message.queued'),
    message: id,
    mode: v.picklist(['queue', 'steer']),
    parts: wholeParts,
  }),
  /** Other parts for a queued message. */
  'message.edited': v.object({ type: v.literal('message.edited'), message: id, parts: wholeParts }),
  /** A queued message is taken back. */
  'message.withdrawn': v.object({ type: v.literal('message.withdrawn'), message: id }),
  /** Makes a branch the line; `message` is the newest of that branch. [E10] */
  'message.chosen': v.object({ type: v.literal('message.chosen'), message: id }),
  /** Empties a message for ever. [S12] */
  'message.redacted': v.object({ type: v.literal('message.redacted'), message: id }),
}
