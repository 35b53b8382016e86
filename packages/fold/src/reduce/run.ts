import type { Event } from '@sluice/protocol'
import { closeStep, interruptMessage } from '../close.ts'
import { all, edit, peek, type Reducer, remove, set, settle } from '../draft.ts'
import { noUsage } from '../emptyView.ts'

/** Opens a run. */
export const reduceRunStarted: Reducer<Event<'run.started'>> = (draft, event, envelope) => {
  if (peek(draft, 'runs', event.run) !== null) return 'the run is open already'
  set(draft, 'runs', event.run, {
    kind: 'run',
    id: event.run,
    trigger: event.trigger ?? null,
    definition: event.definition ?? null,
    status: 'open',
    error: null,
    steps: 0,
    recoveries: 0,
    usage: noUsage,
    startedAt: envelope.at,
    settledAt: null,
  })
  return null
}

/** Closes the model call that the crash cut off; tool calls that were handed out stay open. [R1] */
export const reduceRunRecovered: Reducer<Event<'run.recovered'>> = (draft, event, envelope) => {
  if (peek(draft, 'runs', event.run) === null) return 'the run is not open'
  const run = edit(draft, 'runs', event.run)
  run.recoveries = event.attempt
  run.definition = event.definition ?? run.definition
  for (const step of all(draft, 'steps')) {
    if (step.run === event.run && step.kind === 'model') closeStep(draft, step.id, false, envelope.at)
  }
  return null
}

/** Settles a run and all that is open in it. */
export const reduceRunSettled: Reducer<Event<'run.settled'>> = (draft, event, envelope) => {
  const run = peek(draft, 'runs', event.run)
  if (run === null) return 'the run is not open'
  for (const message of all(draft, 'messages')) {
    if (message.run === event.run) interruptMessage(draft, message.id, envelope.at)
  }
  for (const step of all(draft, 'steps')) if (step.run === event.run) remove(draft, 'steps', step.id)
  for (const approval of all(draft, 'approvals')) {
    if (approval.run === event.run) remove(draft, 'approvals', approval.id)
  }
  remove(draft, 'runs', event.run)
  settle(draft, { ...run, status: event.outcome, error: event.error ?? null, settledAt: envelope.at })
  draft.view.lastOutcome = event.outcome
  draft.view.totals = { ...draft.view.totals, runs: draft.view.totals.runs + 1 }
  return null
}
