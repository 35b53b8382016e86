import { line, type Transcript } from '../stage/transcript.ts'

interface History {
  readonly messages: readonly {
    readonly role: string
    readonly submissionId?: string
    readonly parts: readonly {
      readonly type: string
      readonly text?: string
      readonly toolName?: string
      readonly state?: string
    }[]
  }[]
  readonly settlements: readonly { readonly submissionId: string; readonly outcome: string }[]
}

const statuses: Readonly<Record<string, string>> = {
  'input-available': 'running',
  'output-available': 'completed',
  'output-error': 'failed',
}

/** What a history of Flue's says. What it keeps besides, as words of its runtime, is no part of the talk. */
export function transcriptOf(history: unknown): Transcript {
  const { messages, settlements } = history as History
  const lines = messages.flatMap(({ role, parts }) => {
    if (role === 'system') return []
    return parts.flatMap(({ type, text = '', toolName, state = '' }) => {
      if (type === 'dynamic-tool') return [`tool ${toolName}: ${statuses[state]}`]
      if (type === 'reasoning') return [line('reasoning', text)]
      return type === 'text' ? [line(role, text)] : []
    })
  })
  const said = new Set(messages.flatMap(({ role, submissionId }) => (role === 'user' ? submissionId : [])))
  const ends = settlements.flatMap(({ submissionId, outcome }) => {
    if (outcome === 'completed' || !said.has(submissionId)) return []
    return [`run: ${outcome === 'aborted' ? 'stopped' : outcome}`]
  })
  return [...lines, ...ends]
}
