import { get, type View } from '@sluice/fold'
import type { Event, Id, Json } from '@sluice/protocol'
import type { Performance } from './performance.ts'
import type { ScriptedCall, ScriptedTurn, ScriptStep } from './ScriptStep.ts'

/** What a turn is performed with. */
export interface TurnOptions {
  readonly run: Id
  readonly turn: ScriptedTurn
  view(): View
  append(...events: readonly Event[]): void
  /** Characters of a delta, and ms between two. */
  readonly pieceLength: number
  readonly pieceMs: number
}

/** Cuts a text into pieces without cutting a surrogate pair. [E2] */
function* piecesOf(text: string, length: number): Generator<string> {
  let piece = ''
  for (const char of text) {
    piece += char
    if (piece.length < length) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}

const isCall = (step: ScriptStep | undefined): step is ScriptedCall => step !== undefined && 'call' in step

/** Performs one run as a runtime would: model steps with what is said and called, then the calls. Returns why it failed, or null, in `outcome`. */
export function* performTurn(options: TurnOptions, outcome: (failure: string | null) => void): Performance {
  const { run, turn, view, append, pieceLength, pieceMs } = options
  let ids = 0
  const newId = (kind: string): Id => `${run}-${kind}${++ids}`
  let open: { readonly step: Id; readonly message: Id } | null = null
  let said = 0

  function beginStep(): { readonly step: Id; readonly message: Id } {
    if (open !== null) return open
    for (const item of view().open.queue)
      if (item.mode === 'steer')
        append({ type: 'message.added', message: item.id, role: 'user', after: view().head })
    open = { step: newId('step'), message: newId('message') }
    said = 0
    append(
      { type: 'step.started', step: open.step, run, kind: 'model', model: 'script' },
      {
        type: 'message.added',
        message: open.message,
        role: 'assistant',
        after: view().head,
        run,
        step: open.step,
      },
    )
    return open
  }

  function endStep(): void {
    if (open === null) return
    const usage = { inputTokens: 1, outputTokens: said, cacheReadTokens: 0, cacheWriteTokens: 0, cost: 0 }
    append({ type: 'step.settled', step: open.step, outcome: 'completed', usage })
    open = null
  }

  function* stream(part: Id, text: string): Performance {
    let from = 0
    for (const piece of piecesOf(text, pieceLength)) {
      append({ type: 'part.delta', part, from, text: piece })
      from += piece.length
      said += 1
      yield { ms: pieceMs }
    }
  }

  function* write(kind: 'text' | 'reasoning', text: string): Performance {
    const { message } = beginStep()
    const part = newId('part')
    append({ type: 'part.added', message, part, kind })
    yield* stream(part, text)
    append({ type: 'part.settled', part })
  }

  const partOf = (call: Id) => {
    const part = get(view().open.parts, call)
    return part?.kind === 'tool-call' ? part : null
  }

  function* ask(call: Id, approval: NonNullable<ScriptedCall['approval']>): Performance {
    const id = newId('approval')
    const asked = typeof approval === 'string' ? { question: approval } : approval
    append({ type: 'approval.requested', approval: id, run, call, ...asked })
    yield { until: now => get(now.open.approvals, id) === null }
  }

  function* doCall(call: Id, scripted: ScriptedCall): Performance {
    const { output = null, error, approval, progress = [], takesMs = 0, client } = scripted
    if (approval !== undefined) yield* ask(call, approval)
    // Denied.
    if (partOf(call) === null) return
    if (client) {
      append({ type: 'tool.offered', call })
      yield { until: now => get(now.open.parts, call) === null }
      return
    }
    append({ type: 'tool.started', call, attempt: 1 })
    for (const [index, text] of progress.entries()) {
      append({ type: 'tool.progressed', call, fraction: index / progress.length, text })
      yield { ms: takesMs / progress.length }
    }
    if (progress.length === 0) yield { ms: takesMs }
    const json = typeof output === 'function' ? output(partOf(call)?.arguments ?? null) : output
    append(
      error === undefined
        ? { type: 'tool.settled', call, outcome: 'completed', output: { json } }
        : { type: 'tool.settled', call, outcome: 'failed', error: { code: 'tool-failed', message: error } },
    )
  }

  function* makeCalls(scripted: readonly ScriptedCall[]): Performance {
    const { message } = beginStep()
    const made: Performance[] = []
    for (const each of scripted) {
      const call = newId('call')
      const args: Json = each.arguments ?? {}
      append({ type: 'tool.called', call, message, tool: each.call })
      yield* stream(call, JSON.stringify(args))
      append({ type: 'tool.ready', call })
      made.push(doCall(call, each))
    }
    endStep()
    yield { all: made }
  }

  for (let at = 0; at < turn.length; at++) {
    const step = turn[at] as ScriptStep
    if ('say' in step) yield* write('text', step.say)
    else if ('think' in step) yield* write('reasoning', step.think)
    else if ('waitMs' in step) yield { ms: step.waitMs }
    else if ('patch' in step) append({ type: 'state.patched', patch: step.patch })
    else if ('data' in step) {
      const { message } = beginStep()
      const content = { part: newId('part'), kind: 'data', name: step.data, data: step.value } as const
      append({ type: 'part.attached', message, content })
    } else if ('fail' in step) {
      outcome(step.fail)
      return
    } else {
      const calls = [step]
      for (let next = turn[at + 1]; isCall(next); next = turn[at + 1]) {
        calls.push(next)
        at += 1
      }
      yield* makeCalls(calls)
    }
  }
  endStep()
  outcome(null)
}
