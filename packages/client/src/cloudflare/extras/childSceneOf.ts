import { type Chat, messagesOf, newTurn } from '../Chat.ts'
import { partId } from '../describeParts.ts'
import { idOf } from '../ids.ts'
import type { Scene, ToolRun } from '../Scene.ts'

/** What is to be seen of an agent that a tool opened. */
export function childSceneOf(chat: Chat, id: string, run: ToolRun): Scene {
  const { runId, agent, toolCallId, input, draft, status, error } = run
  const opener = messagesOf(chat).findLast(({ parts }) => parts.some(part => part.toolCallId === toolCallId))
  const at = opener?.parts.findIndex(part => part.toolCallId === toolCallId) ?? 0
  const asked = { id: `${runId}-input`, role: 'user', parts: [{ type: 'text', text: input }] }
  return {
    agent,
    parent: opener ? { agent: chat.agent, id, call: partId(opener.id, at) } : null,
    messages: draft ? [asked, draft.message] : [asked],
    turn: { ...newTurn(runId, asked.id, draft?.message.id ?? null), run: idOf(runId), status, error },
    isQuiet: false,
    state: undefined,
    runs: [],
    claims: {},
  }
}
