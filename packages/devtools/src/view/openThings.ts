import { get, type View } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import { briefJson } from '../json/briefJson.ts'
import { formatDuration, oneLine } from '../text/format.ts'

/** The kinds of things that can be open, in the order in which they are listed. */
export type OpenKind = 'approval' | 'run' | 'step' | 'part' | 'queue'

/** Something that is not settled at an offset. */
export interface OpenThing {
  readonly kind: OpenKind
  readonly id: Id
  /** What it is, such as the name of its tool. */
  readonly name: string
  readonly status: string
  readonly detail: string
  /** Server time in ms since when it is open; null where the view does not say. */
  readonly since: number | null
}

/** Everything that is open in a view, what waits for a person first. */
export function openThings(view: View): readonly OpenThing[] {
  const { approvals, runs, steps, parts, queue } = view.open
  return [
    ...Object.values(approvals).map(approval => ({
      kind: 'approval' as const,
      id: approval.id,
      name: (approval.call === null ? null : toolOf(view, approval.call)) ?? 'question',
      status: 'waiting for a person',
      detail: oneLine(approval.question),
      since: approval.requestedAt,
    })),
    ...Object.values(runs).map(run => ({
      kind: 'run' as const,
      id: run.id,
      name: 'run',
      status: run.recoveries > 0 ? `recovered ${run.recoveries}×` : 'open',
      detail: `${run.steps} steps settled`,
      since: run.startedAt,
    })),
    ...Object.values(steps).map(step => ({
      kind: 'step' as const,
      id: step.id,
      name: step.model ?? step.kind,
      status: step.delayed === null ? 'open' : `attempt ${step.delayed.attempt} failed`,
      detail:
        step.delayed === null
          ? ''
          : `${oneLine(step.delayed.error.message)} · again in ${formatDuration(Math.max(0, step.delayed.until - view.at))}`,
      since: step.startedAt,
    })),
    ...Object.values(parts).map(part =>
      part.kind === 'tool-call'
        ? {
            kind: 'part' as const,
            id: part.id,
            name: part.tool,
            status: part.status,
            detail: part.arguments === null ? oneLine(part.argumentsText) : briefJson(part.arguments),
            since: part.startedAt ?? part.calledAt,
          }
        : {
            kind: 'part' as const,
            id: part.id,
            name: part.kind,
            status: part.status,
            detail: oneLine(part.text.slice(-120)),
            since: null,
          },
    ),
    ...queue.map(message => ({
      kind: 'queue' as const,
      id: message.id,
      name: message.mode,
      status: 'queued',
      detail: message.parts.map(part => (part.kind === 'text' ? oneLine(part.text) : part.kind)).join(', '),
      since: message.at,
    })),
  ]
}

function toolOf(view: View, call: Id): string | null {
  const part = get(view.open.parts, call)
  return part?.kind === 'tool-call' ? part.tool : null
}
