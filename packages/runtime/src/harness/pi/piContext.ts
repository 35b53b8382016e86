import type { CompactionSummaryMessage } from '@earendil-works/pi-agent-core'
import type { AssistantMessage, Context, Message, Model, TSchema } from '@earendil-works/pi-ai'
import type { AssistantTurn, StepRequest, Turn, UserTurn } from '../Harness.ts'
import { foreignMessage } from '../ownMessage.ts'
import { withoutImages } from '../withoutImages.ts'

/** Makes Pi's context of a request. [R5] [R8] */
export async function piContext(request: StepRequest, model: Model<string>): Promise<Context> {
  const messages = await Promise.all(request.turns.map(turn => piMessages(turn, model)))
  return {
    systemPrompt: request.instructions,
    messages: messages.flat(),
    tools: request.tools.map(tool => ({
      name: tool.name,
      description: tool.description,
      // Pi types parameters as TypeBox schemas, which are JSON schemas at run time; it only sends them on.
      parameters: tool.parameters as unknown as TSchema,
    })),
  }
}

/** Makes Pi's messages of a turn. Throws a RuntimeError `foreign-message` for one that another harness kept. */
export async function piMessages(turn: Turn, model: Model<string>): Promise<Message[]> {
  switch (turn.role) {
    case 'user':
      return [userMessage(turn, model)]
    case 'assistant':
      return assistantMessages(turn)
    case 'cut':
      return turn.text === '' ? [] : [cutMessage(turn.text, turn.at, model)]
    case 'summary': {
      const { convertToLlm } = await import('@earendil-works/pi-agent-core')
      return convertToLlm([own<CompactionSummaryMessage>(turn.message)])
    }
  }
}

function userMessage({ text, images = [], at }: UserTurn, model: Model<string>): Message {
  if (images.length === 0) return { role: 'user', content: text, timestamp: at }
  const seen = model.input.includes('image') ? images : []
  const told = seen.length > 0 ? text : withoutImages(text)
  return {
    role: 'user',
    content: [
      ...(told === '' ? [] : [{ type: 'text' as const, text: told }]),
      ...seen.map(({ mediaType, base64 }) => ({
        type: 'image' as const,
        mimeType: mediaType,
        data: base64,
      })),
    ],
    timestamp: at,
  }
}

/** Pi's messages have a role at once; those of other harnesses stand under their name. */
function own<T extends { readonly role: string }>(text: string): T {
  const kept = JSON.parse(text) as Partial<T>
  if (typeof kept.role === 'string') return kept as T
  throw foreignMessage()
}

function assistantMessages(turn: AssistantTurn): Message[] {
  const said = own<AssistantMessage>(turn.message)
  const calls = said.content.filter(block => block.type === 'toolCall')
  // Results are paired by position: providers repeat ids across messages, and some give none.
  const results = calls.map((call, index): Message => {
    const result = turn.results[index]
    return {
      role: 'toolResult',
      toolCallId: call.id,
      toolName: call.name,
      content: [{ type: 'text', text: result?.text ?? 'The outcome of this call is not known.' }],
      isError: result?.failed ?? true,
      timestamp: result?.at ?? turn.at,
    }
  })
  return [said, ...results]
}

/** A stopped answer has no message of the harness, so one is made of the text that was seen. */
function cutMessage(text: string, at: number, model: Model<string>): AssistantMessage {
  return {
    role: 'assistant',
    content: [{ type: 'text', text: `${text}\n\n[stopped here by the user]` }],
    api: model.api,
    provider: model.provider,
    model: model.id,
    usage: {
      input: 0,
      output: 0,
      cacheRead: 0,
      cacheWrite: 0,
      totalTokens: 0,
      cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
    },
    stopReason: 'stop',
    timestamp: at,
  }
}
