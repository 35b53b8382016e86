import type { Event, Usage } from '@sluice/protocol'
import { closeStep } from '../close.ts'
import { edit, peek, type Reducer, set } from '../draft.ts'

function add(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
    cost: a.cost + b.cost,
  }
}

/** Opens a step. */
export const reduceStepStarted: Reducer<Event<'step.started'>> = (draft, event, envelope) => {
  if (peek(draft, 'runs', event.run) === null) return 'the run is not open'
  if (peek(draft, 'steps', event.step) !== null) return 'the step is open already'
  set(draft, 'steps', event.step, {
    id: event.step,
    run: event.run,
    kind: event.kind,
    model: event.model ?? null,
    startedAt: envelope.at,
    delayed: null,
  })
  return null
}

/** Notes that a model call will be made again. */
export const reduceStepDelayed: Reducer<Event<'step.delayed'>> = (draft, event) => {
  if (peek(draft, 'steps', event.step) === null) return 'the step is not open'
  edit(draft, 'steps', event.step).delayed = {
    attempt: event.attempt,
    until: event.until,
    error: event.error,
  }
  return null
}

/** Settles a step, closes the streamed parts of its message and sums what it used. */
export const reduceStepSettled: Reducer<Event<'step.settled'>> = (draft, event, envelope) => {
  const step = peek(draft, 'steps', event.step)
  if (step === null) return 'the step is not open'
  closeStep(draft, event.step, event.outcome === 'completed', envelope.at)
  if (peek(draft, 'runs', step.run) === null) return null
  const run = edit(draft, 'runs', step.run)
  run.steps += 1
  if (event.usage !== undefined) {
    run.usage = add(run.usage, event.usage)
    draft.view.totals = { ...draft.view.totals, usage: add(draft.view.totals.usage, event.usage) }
  }
  return null
}
