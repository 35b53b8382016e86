import type { ScriptPart, ScriptTurn } from '@sluice/runtime'
import { answer } from './script/answer.ts'
import { readConversation } from './script/conversation.ts'
import { triageStep } from './script/triageStep.ts'

/**
 * What the demo's agent says when no model is configured. It reads the conversation and the results of its tools and decides from those;
 * nothing it reports about the repository is known beforehand.
 */
export function script(turns: readonly ScriptTurn[]): readonly ScriptPart[] {
  const conversation = readConversation(turns)
  return conversation.report === null ? answer(conversation.question) : triageStep(conversation)
}
