import type { Envelope, Event, Id } from '@sluice/protocol'
import { createLedger, type RunSpent, type Spent, type StepSpent } from './createLedger.ts'

/** What a session used: in all, by run, and by step. */
export interface SessionUsage extends Spent {
  /** Oldest first; one that is still open is the last. */
  readonly runs: readonly RunSpent[]
}

/** Makes the account of a session from its log, which has to be given from its beginning and may end anywhere. [R12] */
export async function sessionUsage(
  envelopes: Iterable<Envelope> | AsyncIterable<Envelope>,
): Promise<SessionUsage> {
  const steps = new Map<Id, StepSpent[]>()
  const started = new Map<Id, number>()
  const runs: RunSpent[] = []
  const stepsOf = (run: Id) => steps.get(run) ?? []
  const ledger = createLedger({
    onStep: (run, step) => steps.set(run, [...stepsOf(run), step]),
    onRun: run => {
      runs.push({ ...run, steps: stepsOf(run.id) })
      started.delete(run.id)
    },
  })
  let at = 0
  for await (const envelope of envelopes) {
    const event = envelope.event as Event
    at = envelope.at
    if (event.type === 'run.started') started.set(event.run, at)
    ledger.take(envelope)
  }
  for (const [id, startedAt] of started)
    runs.push({
      ...ledger.run(id),
      id,
      startedAt,
      outcome: 'open',
      durationMs: at - startedAt,
      steps: stepsOf(id),
    })
  return { ...ledger.session(), runs }
}
