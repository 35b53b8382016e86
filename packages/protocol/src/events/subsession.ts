import * as v from 'valibot'
import { count, id, name } from '../ids.ts'
import { offset } from '../offset.ts'
import { usage } from '../usage.ts'

/** Schemas of the events about subsessions, in the log of the parent. */
export const subsessionEvents = {
  /** Durable before the child's log is begun, which is `(agent, subsession)` and names the call as its parent. */
  'subsession.opened': v.object({
    type: v.literal('subsession.opened'),
    /** The id of the child's session, derived from the call, so that opening twice is opening once. [R9] */
    subsession: id,
    agent: name,
    /** The tool call that opened it. */
    call: id,
    /** How deep the child is below the session that a person began, from 1. */
    depth: count,
  }),
  /** The child did what it was opened for, or was stopped. It may come after its call was settled. */
  'subsession.settled': v.object({
    type: v.literal('subsession.settled'),
    subsession: id,
    outcome: v.picklist(['completed', 'failed', 'stopped']),
    /** Where the child's log stood; absent when there was none. */
    offset: v.exactOptional(offset),
    /** What the child used, with its own subsessions. */
    usage: v.exactOptional(usage),
  }),
}
