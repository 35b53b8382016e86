import {
  type Message,
  type Part,
  partsOf,
  type Run,
  type Step,
  type ToolCallPart,
  type View,
} from '@sluice/fold'
import type { Id } from '@sluice/protocol'

/** What goes on in a stretch of a run: the model writes, a call waits to be started or for a person, a tool's code runs, or a failed model call waits to be made again. */
export type TimelineActivity = 'model' | 'queued' | 'approval' | 'tool' | 'delayed'

/** What is a wait. */
export type TimelineWait = Exclude<TimelineActivity, 'model' | 'tool'>

/** A stretch of time, in ms of the server's clock. */
export interface TimelineSegment {
  readonly activity: TimelineActivity
  readonly from: number
  readonly to: number
}

/** One line of a timeline: a model call, a tool call, or a question that belongs to none. */
export interface TimelineBar {
  readonly id: Id
  readonly kind: 'model' | 'tool' | 'approval'
  /** The tool's name, the model's where it is known, the question; null where there is none. */
  readonly name: string | null
  readonly status: Message['status'] | ToolCallPart['status'] | 'delayed' | 'requested'
  /** One behind the other; at least one. */
  readonly segments: readonly TimelineSegment[]
  /** How often the tool's code was started. */
  readonly attempt: number
}

/** A run in time. */
export interface RunTimeline {
  readonly run: Run
  readonly from: number
  /** The end of the run; of one that is open now, or when a call that is delayed is made again. */
  readonly to: number
  readonly bars: readonly TimelineBar[]
}

type Timed = Omit<TimelineBar, 'segments'> & { readonly from: number; readonly segments: TimelineSegment[] }

/** The messages that the agent said in a run, in the order of their beginning. What settled before the run began is not looked at. */
function messagesOf(view: View, run: Run): readonly Message[] {
  const found: Message[] = Object.values(view.open.messages).filter(message => message.run === run.id)
  for (const chunk of view.settled.toReversed())
    for (const entry of chunk.toReversed()) {
      if (entry.kind === 'run' && (entry.settledAt ?? 0) < run.startedAt)
        return found.toSorted((a, b) => a.at - b.at)
      if (entry.kind === 'message' && entry.role === 'assistant' && entry.run === run.id) found.push(entry)
    }
  return found.toSorted((a, b) => a.at - b.at)
}

const isCall = (part: Part): part is ToolCallPart => part.kind === 'tool-call'

function toolBar(call: ToolCallPart, end: number): Timed {
  const { id, tool, status, attempt, approval, calledAt, startedAt, settledAt } = call
  const started = startedAt ?? settledAt ?? end
  const wait = { activity: approval === null ? 'queued' : 'approval', from: calledAt, to: started } as const
  const work = { activity: 'tool', from: started, to: settledAt ?? end } as const
  const segments = [wait, ...(startedAt === null ? [] : [work])]
  return { id, kind: 'tool', name: tool, status, attempt, from: calledAt, segments }
}

/** The model writes until its last call is there; without calls, until something else begins. */
function modelBar(
  message: Message,
  calls: readonly ToolCallPart[],
  step: Step | undefined,
  next: number,
): Timed {
  const lastCall = Math.max(...calls.map(({ calledAt }) => calledAt))
  const to = message.status === 'open' || calls.length === 0 ? next : Math.max(message.at, lastCall)
  const segments: TimelineSegment[] = [{ activity: 'model', from: message.at, to }]
  const { id, status, at } = message
  return { id, kind: 'model', name: step?.model ?? null, status, attempt: 1, from: at, segments }
}

/** A model call of which no message came yet: it waits for its first word, or to be made again. */
function stepBar({ id, model, startedAt, delayed }: Step, now: number): Timed {
  const activity = delayed === null ? 'model' : 'delayed'
  const segments: TimelineSegment[] = [{ activity, from: startedAt, to: delayed?.until ?? now }]
  const status = delayed === null ? 'open' : 'delayed'
  return { id, kind: 'model', name: model, status, attempt: delayed?.attempt ?? 1, from: startedAt, segments }
}

/**
 * A run as lines of time, of the view alone. Times are the log's; `now`, the server's clock, only ends what is open. What is drawn changes with nothing else, so that the same
 * log gives the same timeline tomorrow.
 */
export function timelineOf(view: View, run: Run, now: number): RunTimeline {
  const steps = Object.values(view.open.steps).filter(step => step.run === run.id)
  const delayedUntil = Math.max(0, ...steps.map(({ delayed }) => delayed?.until ?? 0))
  // A clock that is behind the server's would end a run before it began.
  const reached = Math.max(now, view.at)
  const end = run.settledAt ?? reached
  const messages = messagesOf(view, run)
  const bars = messages.flatMap((message, index): Timed[] => {
    const calls = partsOf(view, message).filter(isCall)
    const next = Math.min(messages[index + 1]?.at ?? end, end)
    const step = steps.find(({ id }) => id === message.step)
    return [modelBar(message, calls, step, next), ...calls.map(call => toolBar(call, end))]
  })
  const silent = steps.filter(
    step => step.kind === 'model' && !messages.some(({ step: id }) => id === step.id),
  )
  const questions = Object.values(view.open.approvals).filter(
    approval => approval.run === run.id && approval.call === null,
  )
  bars.push(...silent.map(step => stepBar(step, end)))
  for (const { id, question, requestedAt } of questions) {
    const segments: TimelineSegment[] = [{ activity: 'approval', from: requestedAt, to: end }]
    bars.push({
      id,
      kind: 'approval',
      name: question,
      status: 'requested',
      attempt: 1,
      from: requestedAt,
      segments,
    })
  }
  return {
    run,
    from: run.startedAt,
    to: Math.max(end, run.status === 'open' ? delayedUntil : 0, run.startedAt + 1),
    bars: bars.toSorted((a, b) => a.from - b.from).map(({ from: _, ...bar }) => bar),
  }
}
