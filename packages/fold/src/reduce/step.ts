import type { Usage } from '@sluice/protocol'
import { closeStep } from '../close.ts'
import { add, edit, need, peek, type Reducers } from '../draft.ts'
import { noUsage } from '../emptyView.ts'

/** Adds what was used. */
export function sum(a: Usage, b: Usage): Usage {
  const names = Object.keys(noUsage) as (keyof Usage)[]
  return Object.fromEntries(names.map(name => [name, a[name] + b[name]])) as unknown as Usage
}

/** How the events of the family `step` change a view. */
export const stepReducers: Reducers<'step'> = {
  /** Opens a step. */
  'step.started': (draft, event, envelope) => {
    const { step: id, run, kind, model = null } = event
    need(draft, 'runs', run)
    add(draft, 'steps', { id, run, kind, model, startedAt: envelope.at, delayed: null })
  },
  /** Notes that a model call will be made again. */
  'step.delayed': (draft, event) => {
    const { step, attempt, until, error } = event
    edit(draft, 'steps', step).delayed = { attempt, until, error }
  },
  /** Settles a step, closes the streamed parts of its message and sums what it used. */
  'step.settled': (draft, event, envelope) => {
    const { view } = draft
    const { step, outcome, usage = noUsage } = event
    const { run: id } = need(draft, 'steps', step)
    closeStep(draft, step, outcome === 'completed', envelope.at)
    if (peek(draft, 'runs', id) === null) return
    const run = edit(draft, 'runs', id)
    run.steps += 1
    run.usage = sum(run.usage, usage)
    view.totals = { ...view.totals, usage: sum(view.totals.usage, usage) }
  },
}
