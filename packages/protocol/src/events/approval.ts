import * as v from 'valibot'
import { count, id } from '../ids.ts'
import { json } from '../json.ts'

/** Schemas of the events about approvals. */
export const approvalEvents = {
  'approval.requested': v.object({
    type: v.literal('approval.requested'),
    approval: id,
    /** The run that waits for the answer. */
    run: id,
    /** The tool call that may not start before it. */
    call: v.exactOptional(id),
    question: v.pipe(v.string(), v.maxLength(4096)),
    /** Server time in ms after which it counts as denied. */
    expiresAt: v.exactOptional(count),
  }),
  'approval.decided': v.object({
    type: v.literal('approval.decided'),
    approval: id,
    decision: v.picklist(['approved', 'denied']),
    reason: v.exactOptional(v.pipe(v.string(), v.maxLength(4096))),
    /** Arguments that the tool is given instead of the model's. */
    arguments: v.exactOptional(json),
  }),
  /** Nobody answered in time. */
  'approval.expired': v.object({ type: v.literal('approval.expired'), approval: id }),
}
