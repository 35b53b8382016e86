import type { Envelope, Json } from '@sluice/protocol'
import { emptyView } from './emptyView.ts'
import { fold } from './fold.ts'
import type { Message, ToolCallPart, View } from './view.ts'

/** A tool call as it ended. */
export interface CallOutcome {
  readonly tool: string
  readonly arguments: Json
  readonly status: ToolCallPart['status']
  /** What it returned, in place; null for what is kept beside the log, and for what returned nothing. */
  readonly output: Json
}

/** What came of a session: without ids, times and offsets, so that two sessions can be compared. */
export interface SessionOutcome {
  /** How its runs ended, in the order in which they did; `open` for those that have not. */
  readonly runs: readonly string[]
  /** What the agent said in each message that has text. */
  readonly said: readonly string[]
  readonly calls: readonly CallOutcome[]
  /** What people were asked, in the order of the questions. */
  readonly asked: readonly string[]
  readonly state: Json
}

const isAnswer = (entry: { readonly kind: string }): entry is Message =>
  entry.kind === 'message' && 'role' in entry && entry.role === 'assistant'

/** The messages of a view that are not replaced by others, with their parts. */
function answersOf(view: View): readonly Message[] {
  const all = [...view.settled.flat().filter(isAnswer), ...Object.values(view.open.messages).filter(isAnswer)]
  const replaced = new Set(all.map(({ replaces }) => replaces))
  return all.filter(({ id }) => !replaced.has(id))
}

/** Says what came of a session by its log. */
export function outcomeOf(envelopes: readonly Envelope[]): SessionOutcome {
  const view = fold(emptyView, envelopes)
  const said: string[] = []
  const calls: CallOutcome[] = []
  for (const { parts } of answersOf(view)) {
    const texts: string[] = []
    for (const each of parts) {
      const part = typeof each === 'string' ? view.open.parts[each] : each
      if (part?.kind === 'text') texts.push(part.text)
      if (part?.kind !== 'tool-call') continue
      const { tool, arguments: args, status, output } = part
      calls.push({
        tool,
        arguments: args,
        status,
        output: output !== null && 'json' in output ? output.json : null,
      })
    }
    if (texts.length > 0) said.push(texts.join('\n'))
  }
  const ended = view.settled.flat().flatMap(entry => (entry.kind === 'run' ? [entry.status] : []))
  const asked = envelopes.flatMap(({ event }) =>
    event.type === 'approval.requested' && 'question' in event ? [String(event.question)] : [],
  )
  const runs = [...ended, ...Object.values(view.open.runs).map(({ status }) => status)]
  return { runs, said, calls, asked, state: view.state }
}
