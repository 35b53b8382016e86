import * as v from 'valibot'
import { failure } from '../failure.ts'
import { count, id } from '../ids.ts'

/** How a run can end. */
const runOutcome = v.picklist(['completed', 'failed', 'stopped'])

/** How a run ended. */
export type RunOutcome = v.InferOutput<typeof runOutcome>

/** Schemas of the events about runs. */
export const runEvents = {
  'run.started': v.object({
    type: v.literal('run.started'),
    run: id,
    /** The message that the run answers. */
    trigger: v.exactOptional(id),
    /** Hash of the agent's definition. [R10] */
    definition: v.exactOptional(v.pipe(v.string(), v.maxLength(64))),
  }),
  /** A process took the run up after another one lost it. An open model call of the run is closed as interrupted. [R1] */
  'run.recovered': v.object({
    type: v.literal('run.recovered'),
    run: id,
    /** How often the run was interrupted so far; as before when it only waited and lost nothing. */
    attempt: count,
    reason: v.pipe(v.string(), v.maxLength(1024)),
    definition: v.exactOptional(v.pipe(v.string(), v.maxLength(64))),
  }),
  /** The end of a run. What is still open in it is closed with it: parts, tool calls, approvals, its step. */
  'run.settled': v.object({
    type: v.literal('run.settled'),
    run: id,
    outcome: runOutcome,
    error: v.exactOptional(failure),
  }),
}
