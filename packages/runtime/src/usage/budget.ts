import type { Failure } from '@sluice/protocol'
import { RuntimeError } from '../RuntimeError.ts'
import type { Spent } from './createLedger.ts'
import { tokensOf } from './usage.ts'

/** What may be used. What is absent is not bounded. */
export interface Budget {
  /** Model calls that are completed. */
  readonly steps?: number
  /** Tokens of every kind, those that were read from a cache included. */
  readonly tokens?: number
  /** US dollars. */
  readonly cost?: number
  /** Time of work in ms; what a person is waited for does not count. */
  readonly durationMs?: number
}

/** What the runs of an agent may use. [R12] */
export interface AgentLimits {
  /** Of one run; at most 50 steps when it names no number. */
  readonly run?: Budget
  /** Of all runs of a session together. */
  readonly session?: Budget
}

const MOST_STEPS = 50

/** Makes the limits of an agent. Throws a RuntimeError `bad-definition` for one that is no number above 0. */
export function limitsOf(agent: string, limits: AgentLimits = {}): Required<AgentLimits> {
  const run = { steps: MOST_STEPS, ...limits.run }
  const session = limits.session ?? {}
  for (const [whose, budget] of Object.entries({ run, session }))
    for (const [name, limit] of Object.entries(budget))
      if (!(limit > 0))
        throw new RuntimeError(
          'bad-definition',
          `${limit} cannot be the limit of ${name} for a ${whose} of the agent ${agent}. Use a number above 0, or leave it out.`,
        )
  return { run, session }
}

/** Says which limit was reached, or null. [R12] */
export function reachedLimit(
  { run, session }: Required<AgentLimits>,
  spentInRun: Spent,
  spentInSession: Spent,
): Failure | null {
  return ofRun(run, spentInRun) ?? ofSession(session, spentInSession)
}

/** How much time of work is left, in ms; infinite without a limit. */
export function timeLeft(limits: Required<AgentLimits>, inRun: Spent, inSession: Spent): number {
  return Math.min(
    (limits.run.durationMs ?? Number.POSITIVE_INFINITY) - inRun.workedMs,
    (limits.session.durationMs ?? Number.POSITIVE_INFINITY) - inSession.workedMs,
  )
}

function ofRun(budget: Budget, spent: Spent): Failure | null {
  const { steps, tokens, cost, durationMs } = budget
  const go = 'Send a message to let it go on.'
  if (steps !== undefined && spent.modelCalls >= steps)
    return {
      code: 'step-limit',
      message: `The agent made ${spent.modelCalls} model calls without coming to an end, so it was stopped. ${go}`,
    }
  if (tokens !== undefined && tokensOf(spent.usage) >= tokens)
    return {
      code: 'token-limit',
      message: `The run used ${tokensOf(spent.usage)} tokens, and ${tokens} are the limit of a run, so it was stopped. ${go}`,
    }
  if (cost !== undefined && spent.usage.cost >= cost)
    return {
      code: 'cost-limit',
      message: `The run cost ${dollars(spent)}, and $${cost} is the limit of a run, so it was stopped. ${go}`,
    }
  if (durationMs !== undefined && spent.workedMs >= durationMs)
    return {
      code: 'duration-limit',
      message: `The run worked for ${seconds(durationMs)}, which is the limit of a run, so it was stopped. ${go}`,
    }
  return null
}

function ofSession(budget: Budget, spent: Spent): Failure | null {
  const reached = wordsOf(budget, spent)
  if (reached === null) return null
  return {
    code: 'session-limit',
    message: `${reached}, so the agent was stopped. Start a new session to go on.`,
  }
}

function wordsOf({ steps, tokens, cost, durationMs }: Budget, spent: Spent): string | null {
  if (steps !== undefined && spent.modelCalls >= steps)
    return `The session made ${spent.modelCalls} model calls, and ${steps} are its limit`
  if (tokens !== undefined && tokensOf(spent.usage) >= tokens)
    return `The session used ${tokensOf(spent.usage)} tokens, and ${tokens} are its limit`
  if (cost !== undefined && spent.usage.cost >= cost)
    return `The session cost ${dollars(spent)}, and $${cost} is its limit`
  if (durationMs !== undefined && spent.workedMs >= durationMs)
    return `The agent worked for ${seconds(durationMs)} in this session, which is its limit`
  return null
}

const dollars = ({ usage }: Spent) => `$${usage.cost.toFixed(4)}`
const seconds = (ms: number) => `${ms / 1000} s`
