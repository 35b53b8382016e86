import { createLog, type TestLog } from '@sluice/testkit'

/** The session that the stories are about. */
export const session = { agent: 'triage', id: 'orders-page' }

/** 3 March 2026, 10:24 in UTC: when every story begins. */
export const startsAt = Date.UTC(2026, 2, 3, 10, 24)

/** Writes a log as an agent would: each method appends the events of one act. */
export interface Story {
  readonly log: TestLog
  wait(ms: number): void
  readonly append: TestLog['append']
  /** A person asks for something. */
  command(command: Parameters<TestLog['command']>[0]): void
  /** A person says something. */
  say(text: string, mode?: 'queue' | 'steer'): void
  /** A model call begins, and its message. */
  step(id: string, replaces?: string): void
  /** Streams text of a kind into a part of the newest model call; `open` leaves it unfinished. */
  stream(kind: 'text' | 'reasoning', part: string, text: string, options?: { open?: boolean }): void
  /** Calls a tool; its arguments stream. `open` leaves them unfinished. */
  call(tool: string, id: string, args: unknown, options?: { open?: boolean }): void
  /** Runs a called tool to its end. */
  run(id: string, output: unknown, durationMs: number): void
  endStep(): void
  endRun(outcome?: 'completed' | 'failed' | 'stopped', message?: string): void
}

const usage = {
  inputTokens: 1840,
  outputTokens: 212,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  cost: 0.0074,
}

/** Starts a story in an empty session. */
export function createStory(): Story {
  const log = createLog({ agent: 'triage', startsAt, rules: { clientsPatchState: true, initialState: {} } })
  let step = ''
  const runOf = () => Object.keys(log.view.open.runs)[0] ?? ''

  function streamText(part: string, text: string): void {
    const piece = 24
    for (let from = 0; from < text.length; from += piece) {
      log.wait(40)
      log.append({ type: 'part.delta', part, from, text: text.slice(from, from + piece) })
    }
  }

  function command(asked: Parameters<Story['command']>[0]): void {
    const decision = log.command(asked)
    if (!decision.ok) throw new Error(decision.message)
  }

  return {
    log,
    wait: log.wait,
    append: log.append,
    command,
    say: (text, mode) =>
      command({ type: 'message.send', parts: [{ kind: 'text', text }], ...(mode ? { mode } : {}) }),
    step(id, replaces) {
      step = id
      log.wait(300)
      log.append(
        { type: 'step.started', step: id, run: runOf(), kind: 'model', model: 'claude-sonnet' },
        {
          type: 'message.added',
          message: `${id}-message`,
          role: 'assistant',
          after: log.view.head,
          run: runOf(),
          step: id,
          ...(replaces ? { replaces } : {}),
        },
      )
    },
    stream(kind, part, text, { open = false } = {}) {
      log.append({ type: 'part.added', message: `${step}-message`, part, kind })
      streamText(part, text)
      if (!open) log.append({ type: 'part.settled', part })
    },
    call(tool, id, args, { open = false } = {}) {
      log.append({ type: 'tool.called', call: id, message: `${step}-message`, tool })
      const text = JSON.stringify(args)
      streamText(id, open ? text.slice(0, Math.floor(text.length * 0.8)) : text)
      if (!open) log.append({ type: 'tool.ready', call: id })
    },
    run(id, output, durationMs) {
      log.append({ type: 'tool.started', call: id, attempt: 1 })
      log.wait(durationMs)
      log.append({ type: 'tool.settled', call: id, outcome: 'completed', output: { json: output as never } })
    },
    endStep: () => void log.append({ type: 'step.settled', step, outcome: 'completed', usage }),
    endRun(outcome = 'completed', message) {
      const error = message ? { error: { code: 'model-failed', message } } : {}
      log.append({ type: 'run.settled', run: runOf(), outcome, ...error })
    },
  }
}
