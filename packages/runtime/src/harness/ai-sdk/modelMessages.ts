import type { AssistantModelMessage, ModelMessage, ToolModelMessage, UserModelMessage } from 'ai'
import type { AssistantTurn, ToolResult, Turn, UserTurn } from '../Harness.ts'
import { readOwn } from '../ownMessage.ts'
import { withoutImages } from '../withoutImages.ts'

/** The name under which this harness keeps its messages. */
export const AI_SDK = 'ai-sdk'

/** Makes the SDK's messages of a conversation. Throws a RuntimeError `foreign-message` for one that another harness kept. [R8] */
export function modelMessages(turns: readonly Turn[], images: boolean): ModelMessage[] {
  return turns.flatMap(turn => messagesOf(turn, images))
}

function messagesOf(turn: Turn, images: boolean): ModelMessage[] {
  switch (turn.role) {
    case 'user':
      return [userMessage(turn, images)]
    case 'assistant':
      return assistantMessages(turn)
    case 'cut':
      return turn.text === ''
        ? []
        : [{ role: 'assistant', content: `${turn.text}\n\n[stopped here by the user]` }]
    case 'summary':
      return [readOwn<UserModelMessage>(AI_SDK, turn.message)]
  }
}

function userMessage({ text, images: attached = [] }: UserTurn, images: boolean): UserModelMessage {
  if (attached.length === 0) return { role: 'user', content: text }
  const told = images ? text : withoutImages(text)
  return {
    role: 'user',
    content: [
      ...(told === '' ? [] : [{ type: 'text' as const, text: told }]),
      ...(images ? attached : []).map(({ mediaType, base64 }) => ({
        type: 'file' as const,
        mediaType,
        data: base64,
      })),
    ],
  }
}

function assistantMessages(turn: AssistantTurn): ModelMessage[] {
  const said = readOwn<AssistantModelMessage>(AI_SDK, turn.message)
  const results = toolCallsOf(said).map(({ toolCallId, toolName }, index) => ({
    type: 'tool-result' as const,
    toolCallId,
    toolName,
    output: outputOf(turn.results[index]),
  }))
  const told: ToolModelMessage = { role: 'tool', content: results }
  return results.length === 0 ? [said] : [said, told]
}

/** The calls of a message that the runtime has answered, in order; those that the provider ran itself hold their results. */
function toolCallsOf({ content }: AssistantModelMessage) {
  if (typeof content === 'string') return []
  return content.flatMap(part => (part.type === 'tool-call' && part.providerExecuted !== true ? [part] : []))
}

function outputOf(result: ToolResult | undefined) {
  if (result === undefined)
    return { type: 'error-text' as const, value: 'The outcome of this call is not known.' }
  const type = result.failed ? ('error-text' as const) : ('text' as const)
  return { type, value: result.text }
}
