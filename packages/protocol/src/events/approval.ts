import * as v from 'valibot'
import { count, id } from '../ids.ts'
import { json } from '../json.ts'

const decision = v.picklist(['approved', 'denied'])

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
    /** The JSON schema of the answer, for a question that asks for more than yes or no. */
    schema: v.exactOptional(json),
    /** Server time in ms after which nobody is waited for. */
    expiresAt: v.exactOptional(count),
    /** What counts as decided when nobody answered in time; denied without an answer when absent. */
    onExpiry: v.exactOptional(v.object({ decision, answer: v.exactOptional(json) })),
  }),
  'approval.decided': v.object({
    type: v.literal('approval.decided'),
    approval: id,
    decision,
    reason: v.exactOptional(v.pipe(v.string(), v.maxLength(4096))),
    /** Arguments that the tool is given instead of the model's. */
    arguments: v.exactOptional(json),
    /** The answer to a question with a schema. */
    answer: v.exactOptional(json),
    /** From where it came: a page, a script, or the process that runs the agent. */
    via: v.exactOptional(v.picklist(['socket', 'http', 'host'])),
  }),
  /** Nobody answered in time. */
  'approval.expired': v.object({ type: v.literal('approval.expired'), approval: id }),
}
