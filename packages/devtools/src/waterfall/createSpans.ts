import type { Envelope, Event, EventType, Id } from '@sluice/protocol'
import { isEvent } from '@sluice/protocol'
import { endChildren, endSpan, type Span, type SpanKind, segmentsSince, turnTo } from './Span.ts'

/** The spans of one log. */
export interface Spans {
  /** Looks at what came since the last call. */
  extend(count: number): void
  /** Spans without a parent, in the order in which they began. */
  readonly roots: readonly Span[]
  /** How many spans there are. */
  size(): number
  /** The span that an event at a position belongs to; null where it belongs to none. */
  spanAt(position: number): Span | null
  /** The time of the first event, and of the last one that was looked at. */
  times(): { readonly first: number; readonly last: number }
}

/** What the reducers of events write to. */
interface Draft {
  readonly spans: Map<string, Span>
  /** The span to which a message, part or approval belongs. */
  readonly owners: Map<Id, Span>
  /** When a message that a run may answer was sent. */
  readonly sentAt: Map<Id, number>
  readonly open: (kind: SpanKind, id: Id, name: string, parent: Span | null, start?: number) => Span
  /** The number of the next run, from 1. */
  readonly nextRun: () => number
  readonly at: number
  /** The time of the event before. */
  readonly before: number
}

type Reduce<T extends EventType> = (event: Event<T>, draft: Draft) => Span | null | undefined

/** The first part of an answer ends the wait for it. */
function speak(message: Id, { owners, at }: Draft): Span | null {
  const step = owners.get(message) ?? null
  if (step !== null && step.end === null && step.firstToken === null && step.kind === 'model') {
    step.firstToken = at
    turnTo(step, 'model', at)
  }
  return step
}

function decide(approval: Id, { owners, at }: Draft): Span | null {
  const span = owners.get(approval) ?? null
  if (span !== null && span.end === null) turnTo(span, span.kind === 'tool' ? 'queued' : null, at)
  return span
}

/** Closes what a lost process left, and shows how long nobody worked on it. */
function recover(span: Span | undefined, { at, before }: Draft): Span | null {
  if (span === undefined || span.end !== null) return null
  span.recoveries += 1
  for (const child of span.children)
    if (child.kind === 'model' && child.end === null) endSpan(child, 'interrupted', before)
  turnTo(span, null, before)
  span.segments.push({ kind: 'lost', start: before, end: at })
  return span
}

/**
 * A step of a workflow is what a fiber did up to a stash: what it kept is not done again. What it does after its last one is no step yet, and is seen in the
 * fiber itself. [R11]
 */
function keepStep(fiber: Span | undefined, { open, at }: Draft): Span | null {
  if (fiber === undefined || fiber.end !== null) return fiber ?? null
  const number = fiber.children.length + 1
  const from = fiber.children.at(-1)?.end ?? fiber.start
  const step = open('step', `${fiber.id} ${number}`, `Step ${number}`, fiber, from)
  step.segments.push(...segmentsSince(fiber, from, at))
  step.recoveries = step.segments.filter(({ kind }) => kind === 'lost').length
  endSpan(step, 'completed', at)
  return step
}

function settle(span: Span | undefined, status: string, { at }: Draft): Span | null {
  if (span === undefined) return null
  endSpan(span, status, at)
  if (span.kind === 'run') endChildren(span, status, at)
  return span
}

const reducers: { readonly [T in EventType]?: Reduce<T> } = {
  'run.started': ({ run, trigger }, draft) => {
    const sent = trigger === undefined ? undefined : draft.sentAt.get(trigger)
    const span = draft.open('run', run, `Run ${draft.nextRun()}`, null, sent)
    if (sent !== undefined && sent < draft.at)
      span.segments.push({ kind: 'queued', start: sent, end: draft.at })
    return span
  },
  'run.recovered': ({ run }, draft) => recover(draft.spans.get(`run ${run}`), draft),
  'run.settled': ({ run, outcome }, draft) => settle(draft.spans.get(`run ${run}`), outcome, draft),
  'step.started': ({ step, run, kind, model }, draft) => {
    const parent = draft.spans.get(`run ${run}`) ?? null
    // A batch of tools is drawn as its calls, below the model call that made them.
    if (kind === 'tools') return parent
    const span = draft.open('model', step, model ?? kind, parent)
    draft.owners.set(step, span)
    turnTo(span, 'request', draft.at)
    return span
  },
  'step.delayed': ({ step, until }, { owners, at }) => {
    const span = owners.get(step)
    if (span === undefined || span.end !== null) return null
    turnTo(span, 'back-off', at)
    turnTo(span, 'request', Math.max(at, until))
    return span
  },
  'step.settled': ({ step, outcome }, draft) => settle(draft.owners.get(step), outcome, draft),
  'message.queued': ({ message }, { sentAt, at }) => {
    sentAt.set(message, at)
    return null
  },
  'message.added': ({ message, role, step }, { sentAt, owners, at }) => {
    if (role === 'user' && !sentAt.has(message)) sentAt.set(message, at)
    const span = step === undefined ? undefined : owners.get(step)
    if (span !== undefined) owners.set(message, span)
    return span
  },
  'part.added': ({ message, part }, draft) => {
    const span = speak(message, draft)
    if (span !== null) draft.owners.set(part, span)
    return span
  },
  'part.attached': ({ message }, draft) => speak(message, draft),
  'part.delta': ({ part }, { owners }) => owners.get(part),
  'part.settled': ({ part }, { owners }) => owners.get(part),
  'tool.called': ({ call, message, tool }, draft) => {
    const step = speak(message, draft)
    const span = draft.open('tool', call, tool, step)
    turnTo(span, 'model', draft.at)
    draft.owners.set(call, span)
    return span
  },
  'tool.ready': ({ call }, draft) => turnCall(call, 'queued', draft),
  'tool.offered': ({ call }, draft) => turnCall(call, 'waiting', draft),
  'tool.started': ({ call }, draft) => turnCall(call, 'tool', draft),
  'tool.progressed': ({ call }, { owners }) => owners.get(call),
  'tool.settled': ({ call, outcome }, draft) => settle(draft.spans.get(`tool ${call}`), outcome, draft),
  'approval.requested': ({ approval, run, call }, { owners, spans, at }) => {
    const span = (call === undefined ? undefined : spans.get(`tool ${call}`)) ?? spans.get(`run ${run}`)
    if (span === undefined || span.end !== null) return null
    owners.set(approval, span)
    turnTo(span, 'waiting', at)
    return span
  },
  'approval.decided': ({ approval }, draft) => decide(approval, draft),
  'approval.expired': ({ approval }, draft) => decide(approval, draft),
  'subsession.opened': ({ subsession, agent, call }, draft) => {
    const span = draft.open('subsession', subsession, agent, draft.spans.get(`tool ${call}`) ?? null)
    turnTo(span, 'tool', draft.at)
    return span
  },
  'subsession.settled': ({ subsession, outcome }, draft) =>
    settle(draft.spans.get(`subsession ${subsession}`), outcome, draft),
  'fiber.started': ({ fiber, name, run, timer }, draft) => {
    const parent = draft.spans.get(run === undefined ? `timer ${timer}` : `run ${run}`)
    const span = draft.open('fiber', fiber, name, parent ?? null)
    turnTo(span, 'tool', draft.at)
    return span
  },
  'fiber.stashed': ({ fiber }, draft) => keepStep(draft.spans.get(`fiber ${fiber}`), draft),
  'fiber.recovered': ({ fiber }, draft) => {
    const span = recover(draft.spans.get(`fiber ${fiber}`), draft)
    if (span !== null) turnTo(span, 'tool', draft.at)
    return span
  },
  'fiber.settled': ({ fiber, outcome }, draft) => settle(draft.spans.get(`fiber ${fiber}`), outcome, draft),
  'timer.scheduled': ({ timer, name, fiber }, draft) => {
    const sleeper = fiber === undefined ? undefined : draft.spans.get(`fiber ${fiber}`)
    const span = sleeper ?? draft.open('timer', timer, name, null)
    draft.owners.set(timer, span)
    if (span.end === null) turnTo(span, 'sleeping', draft.at)
    return span
  },
  'timer.fired': ({ timer, at }, draft) => {
    const span = draft.owners.get(timer)
    if (span === undefined || span.end !== null) return span
    if (span.kind !== 'timer') turnTo(span, 'tool', draft.at)
    else if (at === undefined) endSpan(span, 'fired', draft.at)
    // One that comes again sleeps anew.
    else turnTo(span, 'sleeping', draft.at)
    return span
  },
  'timer.cancelled': ({ timer }, draft) => {
    const span = draft.owners.get(timer)
    if (span === undefined || span.end !== null) return span
    if (span.kind === 'timer') endSpan(span, 'cancelled', draft.at)
    else turnTo(span, 'tool', draft.at)
    return span
  },
}

function turnCall(call: Id, kind: 'queued' | 'waiting' | 'tool', { owners, at }: Draft): Span | null {
  const span = owners.get(call)
  if (span === undefined || span.kind !== 'tool' || span.end !== null) return null
  turnTo(span, kind, at)
  return span
}

/** Makes the spans of one log, to which more may be added at its end. Each envelope is looked at once; what is malformed is passed over. [D3] */
export function createSpans(envelopes: readonly Envelope[]): Spans {
  const roots: Span[] = []
  const spans = new Map<string, Span>()
  const owners = new Map<Id, Span>()
  const sentAt = new Map<Id, number>()
  const spanOf: (Span | null)[] = []
  let last = envelopes[0]?.at ?? 0
  let runs = 0

  function take(position: number): Span | null {
    const envelope = envelopes[position]
    if (envelope === undefined) return null
    const { at, event } = envelope
    const before = last
    last = at
    const type = event.type as EventType
    const reduce = Object.hasOwn(reducers, type) ? reducers[type] : undefined
    if (reduce === undefined || !isEvent(type, event)) return null
    const open: Draft['open'] = (kind, id, name, parent, start = at) => {
      const span: Span = {
        ...{ id, kind, name, parent, start, position },
        depth: parent === null ? 0 : parent.depth + 1,
        children: [],
        end: null,
        status: 'open',
        segments: [],
        firstToken: null,
        recoveries: 0,
      }
      spans.set(`${kind} ${id}`, span)
      const siblings = parent === null ? roots : parent.children
      siblings.push(span)
      return span
    }
    const nextRun = () => {
      runs += 1
      return runs
    }
    const draft: Draft = { spans, owners, sentAt, open, nextRun, at, before }
    return (reduce as (event: object, draft: Draft) => Span | null | undefined)(event, draft) ?? null
  }

  return {
    roots,
    extend: count => {
      while (spanOf.length < count) spanOf.push(take(spanOf.length))
    },
    size: () => spans.size,
    spanAt: position => spanOf[position] ?? null,
    times: () => ({ first: envelopes[0]?.at ?? 0, last }),
  }
}
