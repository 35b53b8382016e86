import type { Event, Id } from '@sluice/protocol'
import type { StepRequest } from '../harness/Harness.ts'
import { turnsOf } from '../transcript/turns.ts'
import type { RunScope } from './types.ts'

/** A model call that is ready to be made. */
export interface PreparedStep {
  readonly request: Omit<StepRequest, 'signal'>
  /** The event that has to be durable before the request leaves. [R7] */
  started(step: Id): Event
}

/** Gathers what a model call is given, and stores it for the console. Rejects with a RuntimeError when no model can be called. [E7] [R8] */
export async function prepareStep(scope: RunScope): Promise<PreparedStep> {
  const { agent, session, transcript, limits } = scope
  const model = await scope.harness.model(agent.model)
  const tools = agent.tools.map(({ name, description, parameters }) => ({ name, description, parameters }))
  const turns = await turnsOf(transcript, scope.run, scope.blobText, limits.toldLength)
  const shown = {
    model: model.id,
    instructions: agent.instructions,
    tools,
    messages: transcript.line().map(({ id, role, harness }) => ({ message: id, role, harness })),
  }
  const context = await session.putBlob(scope.redactor.text(JSON.stringify(shown)), {
    mediaType: 'application/json',
    audience: 'inspectors',
  })
  return {
    request: {
      model: model.id,
      instructions: agent.instructions,
      tools,
      turns,
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
