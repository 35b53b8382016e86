import type { Event, Id, Usage } from '@sluice/protocol'
import type { StepRequest } from '../harness/Harness.ts'
import { RuntimeError } from '../RuntimeError.ts'
import { fittingTurns } from './compactTurns.ts'
import { givenOf } from './givenOf.ts'
import { instructionsFor } from './instructionsFor.ts'
import type { RunScope } from './types.ts'
import { within } from './within.ts'

/** A model call that is ready to be made. */
export interface PreparedStep {
  readonly request: Omit<StepRequest, 'signal'>
  /** What it took to make the conversation fit; null when nothing. */
  readonly usage: Usage | null
  /** The event that has to be durable before the request leaves. [R7] */
  started(step: Id): Event
}

/** Gathers what a model call is given, and stores it for the console. Rejects with a RuntimeError when no model can be called. [E7] [R8] */
export async function prepareStep(scope: RunScope): Promise<PreparedStep> {
  const { agent, session, transcript } = scope
  const { timers, limits } = scope
  // A fork may have been told to go on with another one. [S14]
  const wanted = session.view().session?.model ?? agent.model
  const model = await within(timers, limits.silenceLimitMs, scope.harness.model(wanted), () => {
    throw new RuntimeError(
      'model-unavailable',
      'No model could be found in time, so the agent cannot answer. Send the message again.',
    )
  })
  const instructions = await instructionsFor(scope)
  const tools = agent.offered.map(({ name, description, parameters }) => ({ name, description, parameters }))
  const { turns, usage } = await fittingTurns(scope, model.id)
  const summary = transcript.summary()
  const shown = {
    model: model.id,
    instructions,
    tools,
    summary: turns[0]?.turn.role === 'summary' ? summary : null,
    messages: turns.flatMap(({ message, turn }) =>
      turn.role === 'summary' ? [] : [{ message, ...givenOf(turn) }],
    ),
  }
  const context = await session.putBlob(scope.redactor.text(JSON.stringify(shown)), {
    mediaType: 'application/json',
    audience: 'inspectors',
  })
  return {
    usage,
    request: {
      model: model.id,
      instructions,
      tools,
      turns: turns.map(({ turn }) => turn),
      cacheKey: `${session.key.agent}/${session.key.id}`,
    },
    started: step => ({
      type: 'step.started',
      step,
      run: scope.run,
      kind: 'model',
      model: model.id.slice(0, 200),
      context,
    }),
  }
}
