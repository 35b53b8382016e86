import type { Envelope, Event, Id, UsageRow } from '@sluice/protocol'

const HOUR_MS = 60 * 60 * 1000

/** What one session used, by hour, model and tool. */
export interface UsageAccount {
  /** Takes the next envelope of the log. */
  take(envelope: Envelope): void
  rows(): Iterable<UsageRow>
}

type Spent = Omit<UsageRow, 'at' | 'agent' | 'kind' | 'name'>

const nothing: Spent = { calls: 0, failed: 0, inputTokens: 0, outputTokens: 0, cost: 0, durationMs: 0 }

/** Makes the account of a log that is taken from its beginning. What a fork has copied is in the account of where it came from. [S14] */
export function createUsageAccount(agent: string): UsageAccount {
  let rows = new Map<string, UsageRow>()
  const steps = new Map<Id, { readonly model: string; readonly startedAt: number }>()
  const calls = new Map<Id, { readonly tool: string; startedAt: number | null }>()

  function add(at: number, kind: UsageRow['kind'], name: string, spent: Partial<Spent>): void {
    const hour = Math.floor(at / HOUR_MS) * HOUR_MS
    const key = `${hour} ${kind} ${name}`
    const row = rows.get(key) ?? { at: hour, agent, kind, name, ...nothing }
    const { calls = 0, failed = 0, inputTokens = 0, outputTokens = 0, cost = 0, durationMs = 0 } = spent
    rows.set(key, {
      ...row,
      calls: row.calls + calls,
      failed: row.failed + failed,
      inputTokens: row.inputTokens + inputTokens,
      outputTokens: row.outputTokens + outputTokens,
      cost: row.cost + cost,
      durationMs: row.durationMs + durationMs,
    })
  }

  function endStep(event: Event<'step.settled'>, at: number): void {
    const step = steps.get(event.step)
    steps.delete(event.step)
    if (step === undefined) return
    const { usage } = event
    add(at, 'model', step.model, {
      calls: 1,
      failed: event.outcome === 'failed' ? 1 : 0,
      durationMs: at - step.startedAt,
      ...(usage === undefined
        ? {}
        : {
            inputTokens: usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens,
            outputTokens: usage.outputTokens,
            cost: usage.cost,
          }),
    })
  }

  function endCall(event: Event<'tool.settled'>, at: number): void {
    const call = calls.get(event.call)
    calls.delete(event.call)
    if (call === undefined) return
    const isGood = event.outcome === 'completed'
    add(at, 'tool', call.tool, {
      calls: 1,
      failed: isGood ? 0 : 1,
      durationMs: call.startedAt === null ? 0 : at - call.startedAt,
    })
  }

  function forget(): void {
    rows = new Map()
    steps.clear()
    calls.clear()
  }

  return {
    rows: () => rows.values(),
    take: envelope => {
      const { at } = envelope
      // The server appends known events only, and checks each. [E9]
      const event = envelope.event as Event
      switch (event.type) {
        case 'step.started':
          if (event.kind === 'model') steps.set(event.step, { model: event.model ?? 'model', startedAt: at })
          return
        case 'step.settled':
          return endStep(event, at)
        case 'tool.called':
          calls.set(event.call, { tool: event.tool, startedAt: null })
          return
        case 'tool.started': {
          const call = calls.get(event.call)
          if (call !== undefined) call.startedAt ??= at
          return
        }
        case 'tool.settled':
          return endCall(event, at)
        case 'session.forked':
          return forget()
      }
    },
  }
}
