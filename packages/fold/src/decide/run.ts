import type { Command, Event, Failure, Id, RunOutcome } from '@sluice/protocol'
import { has } from '../record.ts'
import type { View } from '../view.ts'
import { accept } from './answers.ts'
import type { DecideContext, Decision } from './types.ts'

/** What {@link settleRun} needs of a context. */
export type SettleContext = Pick<DecideContext, 'id' | 'rules'>

/** The event that starts a run. */
export function startRun(context: SettleContext, trigger: Id): Event<'run.started'> {
  const { definition } = context.rules
  return {
    type: 'run.started',
    run: context.id('run'),
    trigger,
    ...(definition === undefined ? {} : { definition }),
  }
}

/** The events that settle a run and start the next one, when a message waits for that. [R4] */
export function settleRun(
  view: View,
  run: Id,
  outcome: RunOutcome,
  context: SettleContext,
  error?: Failure,
): Event[] {
  const settled: Event = { type: 'run.settled', run, outcome, ...(error === undefined ? {} : { error }) }
  const next = view.open.queue[0]
  if (next === undefined || Object.keys(view.open.runs).some(other => other !== run)) return [settled]
  return [
    settled,
    { type: 'message.added', message: next.id, role: 'user', after: view.head },
    startRun(context, next.id),
  ]
}

/** Stops a run, if it is still open. A late stop does nothing. [R4] */
export function stopRun(view: View, command: Command<'run.stop'>, context: DecideContext): Decision {
  return has(view.open.runs, command.run)
    ? accept(...settleRun(view, command.run, 'stopped', context))
    : accept()
}
