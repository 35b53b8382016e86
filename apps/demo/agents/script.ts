import type { Script } from '@sluice/runtime'
import { answer } from './script/answer.ts'
import { archiveStep } from './script/archiveStep.ts'
import { readConversation } from './script/conversation.ts'
import { createCourierScript } from './script/courierStep.ts'
import { readerStep, reviewStep } from './script/reviewStep.ts'
import { triageStep } from './script/triageStep.ts'

const courierStep = createCourierScript()

/**
 * What the demo's agents say when no model is configured. It reads the conversation and the results of the tools and decides from those; nothing it reports about the
 * repository is known beforehand. Which agent it speaks for is told by the tools.
 */
export const script = ((turns, tools = []) => {
  if (tools.includes('review_file')) return reviewStep(turns)
  if (tools.includes('hold_conversation')) return archiveStep(turns)
  if (tools.includes('hand_over')) return courierStep(turns)
  if (tools.length === 1 && tools[0] === 'read_file') return readerStep(turns)
  const conversation = readConversation(turns)
  return conversation.report === null ? answer(conversation.question) : triageStep(conversation)
}) satisfies Script
