import type { ScriptTurn } from '@sluice/runtime'

/** A finished tool call. */
export type ToolTurn = Extract<ScriptTurn, { role: 'tool' }>

/** What matters of a conversation for the next step. */
export interface Conversation {
  /** The bug report that is being looked into; null when none is. */
  readonly report: string | null
  /** What was said last. */
  readonly question: string
  /** What somebody said while the report was being looked into, since the last step. */
  readonly aside: string | null
  /** The tool calls since the report. */
  readonly done: readonly ToolTurn[]
}

const bugWords =
  /\b(bug|broken|wrong|missing|fails?|failing|error|crash(?:es)?|defect|issue|triage|off[ -]by[ -]one)\b/i

/** What is attached stands in the text that the model is given, and is no word of the person. */
const ATTACHED = /<file name="[^"]*"[^>]*>[\s\S]*?<\/file>|\[file "[^"]*"[^\]]*\]/g

const wordsOf = (text: string): string => text.replace(ATTACHED, '').trim()

/** Finds out what a conversation is about. */
export function readConversation(turns: readonly ScriptTurn[]): Conversation {
  const last = turns.at(-1)
  const reported = turns.findLastIndex(turn => turn.role === 'user' && isReport(turn.text))
  const question = turns.findLast(turn => turn.role === 'user')?.text ?? ''
  const report = turns[reported]
  const since = turns.slice(reported + 1)
  const done = since.filter(turn => turn.role === 'tool')
  const before = turns.at(-2)
  // A message that follows a tool's result came in between; one that follows an answer is a new question.
  const between = last?.role === 'user' && before?.role === 'tool'
  const open = last?.role === 'tool' || between || reported === turns.length - 1
  if (report === undefined || !open) return { report: null, question, aside: null, done: [] }
  return { report: wordsOf(report.text), question, aside: between && last !== report ? question : null, done }
}

function isReport(text: string): boolean {
  return bugWords.test(text) && !/\bwrite \d+ words\b/i.test(text)
}
