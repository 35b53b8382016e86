import * as v from 'valibot'
import { count, id, name, sessionId, sessionRef } from '../ids.ts'
import { json } from '../json.ts'
import { offset } from '../offset.ts'

/** Schema of the name of a model. */
export const modelName = v.pipe(v.string(), v.minLength(1), v.maxLength(200))

/** Schemas of the events about the session itself. */
export const sessionEvents = {
  /** The first event of every log. */
  'session.created': v.object({
    type: v.literal('session.created'),
    agent: name,
    /** The principal who sent the first command. */
    owner: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
    title: v.exactOptional(v.pipe(v.string(), v.maxLength(200))),
    /** The application's initial data. */
    data: v.exactOptional(json),
    /** The state document at the start; absent means an empty object. */
    state: v.exactOptional(json),
    forkedFrom: v.exactOptional(v.object({ agent: name, id: sessionId, offset })),
    /** The tool call that opened this session, for a subsession, and how deep it is below the session that a person began. [R9] */
    parent: v.exactOptional(
      v.object({ agent: name, id: sessionId, call: id, depth: v.exactOptional(count) }),
    ),
  }),
  'session.titled': v.object({
    type: v.literal('session.titled'),
    title: v.pipe(v.string(), v.maxLength(200)),
  }),
  /** Puts the session aside: lists leave it out unless they are asked for such. */
  'session.archived': v.object({ type: v.literal('session.archived') }),
  /** Takes it back among the others. */
  'session.unarchived': v.object({ type: v.literal('session.unarchived') }),
  /** Ends what was copied from another session. What was open there is closed as `cut`; what waits, sleeps or was asked is not inherited. [S14] */
  'session.forked': v.object({
    type: v.literal('session.forked'),
    /** The sessions that the log came from, the nearest first: what is redacted there is redacted here. [S12] */
    lineage: v.pipe(v.array(sessionRef), v.minLength(1), v.maxLength(100)),
    /** The tool call that has another output here than there. */
    call: v.exactOptional(id),
    /** The model for what follows, instead of the agent's. */
    model: v.exactOptional(modelName),
  }),
}
