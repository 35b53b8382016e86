import type { AnyEvent, Envelope } from '@sluice/protocol'

/** What is marked on the way through a log. */
export type MarkKind = 'run' | 'approval' | 'recovery' | 'error'

/** The kinds of marks; a later one is drawn over an earlier one. */
export const markKinds: readonly MarkKind[] = ['run', 'approval', 'recovery', 'error']

/** The positions in a log at which something begins or goes wrong, each list in ascending order. */
export interface LogMarks {
  readonly marks: Readonly<Record<MarkKind, readonly number[]>>
  readonly steps: readonly number[]
}

const badOutcomes: ReadonlySet<unknown> = new Set(['failed', 'denied', 'unknown'])

/** Whether an event says that something failed: a run, a step, a tool call, a fiber, an attempt. */
export function isFailure(event: AnyEvent): boolean {
  if (event.type === 'step.delayed' || event.type === 'approval.expired') return true
  return event.type.endsWith('.settled') && 'outcome' in event && badOutcomes.has(event.outcome)
}

function markOf(event: AnyEvent): MarkKind | null {
  if (event.type === 'run.started') return 'run'
  if (event.type === 'approval.requested') return 'approval'
  if (event.type === 'run.recovered' || event.type === 'fiber.recovered') return 'recovery'
  return isFailure(event) ? 'error' : null
}

/** Makes the marks of one log, to which more may be added at its end. Each envelope is looked at once. */
export function createLogMarks(envelopes: readonly Envelope[]): (count: number) => LogMarks {
  const marks: Record<MarkKind, number[]> = { run: [], approval: [], recovery: [], error: [] }
  const steps: number[] = []
  let scanned = 0
  return count => {
    for (; scanned < count; scanned++) {
      const event = envelopes[scanned]?.event
      if (event === undefined) continue
      if (event.type === 'step.started') steps.push(scanned)
      const kind = markOf(event)
      if (kind !== null) marks[kind].push(scanned)
    }
    return { marks, steps }
  }
}

/** At most one mark of a kind in each of so many columns, so that a long log draws no more of them than there is room for. */
export function columnsOf(positions: readonly number[], count: number, columns: number): readonly number[] {
  const found: number[] = []
  for (const position of positions) {
    if (position >= count) break
    const column = Math.min(columns - 1, Math.floor((position * columns) / Math.max(1, count)))
    if (found.at(-1) !== column) found.push(column)
  }
  return found
}
