import { noUsage } from '@sluice/fold'
import type { Envelope, Event, Id, RunOutcome, Usage } from '@sluice/protocol'
import { addUsage } from './usage.ts'

/** What was used, by model calls and by time. */
export interface Spent {
  readonly usage: Usage
  /** Model calls that were completed. */
  readonly modelCalls: number
  /** Time of work in ms. What a person is waited for, and what passes between two processes, is no work. */
  readonly workedMs: number
}

/** One step. */
export interface StepSpent {
  readonly id: Id
  readonly kind: 'model' | 'tools'
  readonly model: string | null
  readonly outcome: 'completed' | 'failed' | 'stopped' | 'interrupted'
  /** Attempts at a model call, the first included. */
  readonly attempts: number
  readonly startedAt: number
  /** From its start to its end in ms, waits included. */
  readonly durationMs: number
  readonly usage: Usage
}

/** One run; `steps` are those that are over. */
export interface RunSpent extends Spent {
  readonly id: Id
  /** `cut` where the session was forked while it was open. */
  readonly outcome: RunOutcome | 'open' | 'cut'
  readonly startedAt: number
  /** From its start to its end in ms, or to the newest event while it is open. */
  readonly durationMs: number
  readonly steps: readonly StepSpent[]
}

/** Keeps account of a log as it grows. The log is the only truth; a ledger is made of it anew at any time. [R12] */
export interface Ledger {
  take(envelope: Envelope): void
  /** All runs together. */
  session(): Spent
  /** An open run; nothing for one that is not. `now` counts the time since the newest event as well. */
  run(id: Id, now?: number): Spent
  /** Whether a person is waited for in a run. */
  isWaiting(run: Id): boolean
}

/** Is told of what is over, for who wants to keep it. */
export interface LedgerListener {
  onStep?(run: Id, step: StepSpent): void
  onRun?(run: Omit<RunSpent, 'steps'>): void
}

interface OpenRun {
  readonly id: Id
  readonly startedAt: number
  spent: Spent
}

interface OpenStep {
  readonly started: Event<'step.started'>
  readonly startedAt: number
  attempts: number
}

const nothing: Spent = { usage: noUsage, modelCalls: 0, workedMs: 0 }

/** Makes the ledger of an empty log. */
export function createLedger({ onStep, onRun }: LedgerListener = {}): Ledger {
  const runs = new Map<Id, OpenRun>()
  const steps = new Map<Id, OpenStep>()
  const questions = new Map<Id, { readonly run: Id; readonly call: Id | null }>()
  let all = nothing
  let lastAt: number | null = null

  const isWaiting = (run: Id) => [...questions.values()].some(question => question.run === run)

  function work(ms: number): void {
    for (const run of runs.values()) {
      if (isWaiting(run.id)) continue
      run.spent = { ...run.spent, workedMs: run.spent.workedMs + ms }
      all = { ...all, workedMs: all.workedMs + ms }
    }
  }

  function endStep(step: Id, outcome: StepSpent['outcome'], at: number, usage: Usage = noUsage): void {
    const open = steps.get(step)
    if (open === undefined) return
    steps.delete(step)
    const { run, kind, model = null } = open.started
    const add = (spent: Spent): Spent => ({
      ...spent,
      usage: addUsage(spent.usage, usage),
      modelCalls: spent.modelCalls + (kind === 'model' && outcome === 'completed' ? 1 : 0),
    })
    all = add(all)
    const found = runs.get(run)
    if (found !== undefined) found.spent = add(found.spent)
    const { startedAt, attempts } = open
    onStep?.(run, { id: step, kind, model, outcome, attempts, startedAt, durationMs: at - startedAt, usage })
  }

  /** What a subsession used counts for who opened it, too. [R9] */
  function spendOn(usage: Usage = noUsage): void {
    all = { ...all, usage: addUsage(all.usage, usage) }
    for (const run of runs.values()) run.spent = { ...run.spent, usage: addUsage(run.spent.usage, usage) }
  }

  function endSteps(run: Id, outcome: StepSpent['outcome'], at: number, kind?: 'model'): void {
    for (const [id, { started }] of steps)
      if (started.run === run && (kind === undefined || started.kind === kind)) endStep(id, outcome, at)
  }

  function endQuestions(isOver: (question: { run: Id; call: Id | null }) => boolean): void {
    for (const [id, question] of questions) if (isOver(question)) questions.delete(id)
  }

  function endRun(run: Id, outcome: RunSpent['outcome'], at: number): void {
    endSteps(run, outcome === 'stopped' ? 'stopped' : 'interrupted', at)
    endQuestions(question => question.run === run)
    const found = runs.get(run)
    runs.delete(run)
    if (found === undefined) return
    const { id, startedAt, spent } = found
    onRun?.({ ...spent, id, startedAt, outcome, durationMs: at - startedAt })
  }

  function apply(event: Event, at: number): void {
    switch (event.type) {
      case 'run.started':
        runs.set(event.run, { id: event.run, startedAt: at, spent: nothing })
        break
      case 'run.recovered':
        endSteps(event.run, 'interrupted', at, 'model')
        break
      case 'session.forked':
        for (const run of runs.keys()) endRun(run, 'cut', at)
        break
      case 'run.settled':
        endRun(event.run, event.outcome, at)
        break
      case 'step.started':
        steps.set(event.step, { started: event, startedAt: at, attempts: 1 })
        break
      case 'step.delayed': {
        const step = steps.get(event.step)
        // The delay of a new step stands for an attempt of the one before.
        if (step !== undefined && step.startedAt < at) step.attempts += 1
        break
      }
      case 'step.settled':
        endStep(event.step, event.outcome, at, event.usage)
        break
      case 'approval.requested':
        questions.set(event.approval, { run: event.run, call: event.call ?? null })
        break
      case 'approval.decided':
      case 'approval.expired':
        questions.delete(event.approval)
        break
      case 'subsession.settled':
        spendOn(event.usage)
        break
      case 'tool.settled':
        endQuestions(question => question.call === event.call)
        break
    }
  }

  return {
    take: ({ event, at }) => {
      // Nobody worked between the last word of a process that died and the first of the next, or between a log and its copy.
      const isWork = event.type !== 'run.recovered' && event.type !== 'session.forked'
      if (lastAt !== null && isWork) work(at - lastAt)
      lastAt = at
      apply(event as Event, at)
    },
    session: () => all,
    run: (id, now) => {
      const spent = runs.get(id)?.spent ?? nothing
      const since = now === undefined || isWaiting(id) ? 0 : Math.max(0, now - (lastAt ?? now))
      return { ...spent, workedMs: spent.workedMs + since }
    },
    isWaiting,
  }
}
