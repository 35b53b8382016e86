import type { Failure } from '@sluice/protocol'
import { RuntimeError } from '../RuntimeError.ts'
import type { Interrupted } from './createInterruptions.ts'

/** How often a run or a fiber that processes lose is taken up. [R1] */
export interface RecoveryLimits {
  /** Times in a row without durable progress: a settled model step or tool call of a run, a stash of a fiber. 5 when absent. */
  readonly attempts: number
  /** Time of work in ms, from the first time it was taken up without progress since. Ten minutes when absent. */
  readonly noProgressMs: number
  /** Times in all, whatever came of them: what ends the process each time has to stop. 25 when absent. */
  readonly interruptions: number
}

/** The limits of a host that was given none. */
export const defaultRecoveryLimits: RecoveryLimits = {
  attempts: 5,
  // As long as two calls of a model that say nothing and are given up.
  noProgressMs: 10 * 60_000,
  interruptions: 25,
}

/** Completes limits. Throws a RuntimeError `bad-definition` for one that is no number above 0. */
export function recoveryLimitsOf(
  given: Partial<RecoveryLimits> = {},
  usual: RecoveryLimits = defaultRecoveryLimits,
): RecoveryLimits {
  for (const [name, limit] of Object.entries(given))
    if (!(limit > 0))
      throw new RuntimeError(
        'bad-definition',
        `${limit} cannot be the limit of ${name} for a recovery. Use a number above 0, or leave it out.`,
      )
  return { ...usual, ...given }
}

/** Says why something is not taken up once more, or null. Decided from the log alone, before it is taken up. [R1] */
export function reasonToGiveUp(
  what: 'run' | 'fiber',
  limits: RecoveryLimits,
  lost: Interrupted,
): Failure | null {
  const rest =
    what === 'run' ? 'Send a message to start a new one.' : 'Start another one when the cause is found.'
  if (lost.total >= limits.interruptions)
    return {
      code: 'too-many-recoveries',
      message: `The ${what} was interrupted ${lost.total} times and is not taken up again, because it may be the cause. ${rest}`,
    }
  if (lost.sinceProgress >= limits.attempts)
    return {
      code: 'too-many-attempts',
      message: `The ${what} was taken up ${lost.sinceProgress} times without getting any further, so it is given up. ${rest}`,
    }
  if (lost.sinceProgress > 0 && lost.fruitlessMs >= limits.noProgressMs)
    return {
      code: 'no-progress',
      message: `The ${what} got no further in ${Math.round(lost.fruitlessMs / 1000)} s of work since it was taken up, so it is given up. ${rest}`,
    }
  return null
}
