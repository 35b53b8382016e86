import * as v from 'valibot'
import { failure } from '../failure.ts'
import { count, id, name } from '../ids.ts'
import { toolOutput } from './tool.ts'

/** A caller's own name for a fiber or timer, from which its id is derived. */
export const durableKey = v.pipe(v.string(), v.minLength(1), v.maxLength(256))

/** Schemas of the events about fibers: work that stashes checkpoints and is told of its own recovery. [R11] */
export const fiberEvents = {
  /** Durable before the fiber's code runs. [R7] */
  'fiber.started': v.object({
    type: v.literal('fiber.started'),
    fiber: id,
    name,
    /** The run that it is part of and closed with; absent for one of the session. */
    run: v.exactOptional(id),
    /** The timer whose handler it is. */
    timer: v.exactOptional(id),
    /** The same key is the same fiber, for the life of the session. */
    key: v.exactOptional(durableKey),
    /** What it was started with. */
    data: v.exactOptional(toolOutput),
  }),
  /** Replaces what the fiber wants to know after a crash. */
  'fiber.stashed': v.object({ type: v.literal('fiber.stashed'), fiber: id, snapshot: toolOutput }),
  /** A process took the fiber up after another one lost it. */
  'fiber.recovered': v.object({
    type: v.literal('fiber.recovered'),
    fiber: id,
    /** How often the fiber was interrupted so far; as before when it only slept and lost nothing. */
    attempt: count,
    reason: v.pipe(v.string(), v.maxLength(1024)),
  }),
  'fiber.settled': v.object({
    type: v.literal('fiber.settled'),
    fiber: id,
    outcome: v.picklist(['completed', 'failed', 'cancelled']),
    output: v.exactOptional(toolOutput),
    error: v.exactOptional(failure),
  }),
}
