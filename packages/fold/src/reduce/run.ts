import { closeStep, interruptMessage } from '../close.ts'
import { add, all, edit, need, type Reducers, remove, settle } from '../draft.ts'
import { noUsage } from '../emptyView.ts'

/** How the events of the family `run` change a view. */
export const runReducers: Reducers<'run'> = {
  /** Opens a run. */
  'run.started': (draft, event, envelope) => {
    const { run: id, trigger = null, definition = null } = event
    add(draft, 'runs', {
      kind: 'run',
      id,
      trigger,
      definition,
      status: 'open',
      error: null,
      steps: 0,
      recoveries: 0,
      usage: noUsage,
      startedAt: envelope.at,
      settledAt: null,
    })
  },
  /** Closes the model call that the crash cut off; tool calls that were handed out stay open. [R1] */
  'run.recovered': (draft, event, envelope) => {
    const run = edit(draft, 'runs', event.run)
    run.recoveries = event.attempt
    run.definition = event.definition ?? run.definition
    for (const step of all(draft, 'steps')) {
      if (step.run === event.run && step.kind === 'model') closeStep(draft, step.id, false, envelope.at)
    }
  },
  /** Settles a run and all that is open in it. */
  'run.settled': (draft, event, envelope) => {
    const { run: id, outcome, error = null } = event
    const { view } = draft
    const run = need(draft, 'runs', id)
    for (const message of all(draft, 'messages'))
      if (message.run === id) interruptMessage(draft, message, envelope.at)
    for (const name of ['steps', 'approvals', 'fibers'] as const)
      for (const item of all(draft, name)) if (item.run === id) remove(draft, name, item.id)
    remove(draft, 'runs', id)
    settle(draft, { ...run, status: outcome, error, settledAt: envelope.at })
    view.lastOutcome = outcome
    const { runs, failedRuns = 0 } = view.totals
    view.totals = {
      ...view.totals,
      runs: runs + 1,
      ...(outcome === 'failed' ? { failedRuns: failedRuns + 1 } : {}),
    }
  },
}
