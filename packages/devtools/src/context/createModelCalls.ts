import { upperBound } from '@sluice/client'
import type { BlobRef, Envelope, Event, Failure, Id, Usage } from '@sluice/protocol'
import { isEvent } from '@sluice/protocol'

/** A model call as the log tells of it. It changes until it has ended. */
export interface ModelCall {
  readonly step: Id
  readonly run: Id
  /** From 1, in the order of the log. */
  readonly number: number
  readonly model: string | null
  /** Where it was started. */
  readonly position: number
  readonly startedAt: number
  /** What it was given. */
  readonly context: BlobRef | null
  /** What was said, as the harness keeps it. */
  harness: BlobRef | null
  /** What the provider was asked and answered. */
  provider: BlobRef | null
  usage: Usage | null
  /** `open`, or how it ended. */
  outcome: 'open' | Event<'step.settled'>['outcome']
  error: Failure | null
  settledAt: number | null
}

/** The model calls of one log. */
export interface ModelCalls {
  readonly calls: readonly ModelCall[]
  /** The newest call that had been started at a position; null before the first. */
  callAt(position: number): ModelCall | null
  /** The call of a step. */
  callOf(step: Id): ModelCall | null
}

/** Finds the model calls of one log, to which more may be added at its end. Each envelope is looked at once; what is malformed is passed over. [D5] */
export function createModelCalls(envelopes: readonly Envelope[]): (count: number) => ModelCalls {
  const calls: ModelCall[] = []
  const byStep = new Map<Id, ModelCall>()
  let scanned = 0

  function start(event: Event<'step.started'>, position: number, at: number): void {
    const { step, run, kind, model = null, context = null } = event
    if (kind !== 'model' || byStep.has(step)) return
    const call: ModelCall = {
      ...{ step, run, model, position, context, number: calls.length + 1, startedAt: at },
      ...{ harness: null, provider: null, usage: null, outcome: 'open', error: null, settledAt: null },
    }
    calls.push(call)
    byStep.set(step, call)
  }

  function settle(event: Event<'step.settled'>, at: number): void {
    const call = byStep.get(event.step)
    if (call === undefined) return
    const { outcome, harness = null, provider = null, usage = null, error = null } = event
    Object.assign(call, { outcome, harness, provider, usage, error, settledAt: at })
  }

  const found: ModelCalls = {
    calls,
    callAt: position =>
      calls[upperBound(calls.length, at => (calls[at]?.position ?? 0) <= position) - 1] ?? null,
    callOf: step => byStep.get(step) ?? null,
  }
  return count => {
    for (; scanned < count; scanned++) {
      const envelope = envelopes[scanned]
      if (envelope === undefined) continue
      const { event, at } = envelope
      if (event.type === 'step.started' && isEvent('step.started', event)) start(event, scanned, at)
      else if (event.type === 'step.settled' && isEvent('step.settled', event)) settle(event, at)
    }
    return found
  }
}
