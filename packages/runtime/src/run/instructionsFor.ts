import type { InstructedSession, Instructions } from '../agent/instructions.ts'
import { RuntimeError } from '../RuntimeError.ts'
import { describeSkills } from '../skill/describeSkills.ts'
import type { RunScope } from './types.ts'
import { within } from './within.ts'

/** A function that takes longer holds up every model call. */
const LONGEST_MS = 30_000

/**
 * Makes the instructions for the next model call, with the skills of the agent by name and description. Rejects with `instructions-failed` when
 * their function throws, takes more than 30 s, or gives no text. [R13]
 */
export async function instructionsFor(scope: RunScope): Promise<string> {
  const { instructions, skills } = scope.agent
  const own = typeof instructions === 'string' ? instructions : await made(scope, instructions)
  return [own, describeSkills(skills)].filter(text => text !== '').join('\n\n')
}

async function made(scope: RunScope, make: Exclude<Instructions, string>): Promise<string> {
  const { session, clock, timers } = scope
  const view = session.view()
  try {
    const facts: InstructedSession = {
      key: session.key,
      owner: view.session?.owner ?? '',
      title: view.session?.title ?? null,
      data: view.session?.data ?? null,
      state: view.state,
      now: clock.now(),
    }
    const making = Promise.resolve(make(facts))
    const text: unknown = await within(timers, LONGEST_MS, making, () => {
      throw new Error(`they were not there after ${LONGEST_MS / 1000} s`)
    })
    if (typeof text !== 'string') throw new TypeError('they are no text')
    return text
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new RuntimeError(
      'instructions-failed',
      `The instructions of the agent ${scope.agent.name} could not be made, so no model was called: ${reason}`,
      { cause },
    )
  }
}
