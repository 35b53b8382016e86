import { askedBefore, type Chat, messagesOf, newTurn } from '../Chat.ts'
import type { Turn } from '../Scene.ts'
import type { UiMessage } from '../wire.ts'
import { toolOf } from './toolOf.ts'

/** The last message that an agent wrote. */
export const lastAnswer = (list: readonly UiMessage[]): UiMessage | undefined =>
  list.findLast(({ role }) => role === 'assistant')

/** Tells whether an answer waits for a person or a page. */
export function isPending({ clientTools, turn }: Chat, { id, parts }: UiMessage): boolean {
  const isSeen = turn?.message === id && turn.status === 'completed'
  return parts.some(
    part =>
      part.state === 'approval-requested' ||
      (part.state === 'input-available' && (isSeen || clientTools.includes(toolOf(part) ?? ''))),
  )
}

/** The turn as it is to be shown: open as long as its answer waits for somebody. */
export function turnOf(chat: Chat): Turn | null {
  const messages = messagesOf(chat)
  const { turn, stream } = chat
  const last = messages.at(-1)
  if (stream || turn?.status === 'open' || last?.role !== 'assistant' || !isPending(chat, last)) return turn
  if (turn?.message === last.id) return turn.status === 'completed' ? { ...turn, status: 'open' } : turn
  return newTurn('', askedBefore(messages, last.id), last.id)
}
