import { assemble } from '../assemble.ts'
import type { Chat } from '../Chat.ts'
import type { Draft } from '../Draft.ts'
import { nameOf } from '../ids.ts'
import type { ToolRun } from '../Scene.ts'
import { type AgentFrame, readTyped, type ToolEvent, type UiChunk } from '../wire.ts'
import { more } from './more.ts'

const ends: Readonly<Record<string, ToolRun['status']>> = {
  finished: 'completed',
  error: 'failed',
  aborted: 'stopped',
  interrupted: 'failed',
}

/** Takes over what an agent that a tool opened says of itself; what it said already, and what comes after its end, is passed over. */
export function receiveToolEvent(chat: Chat, frame: AgentFrame, event: ToolEvent): Chat {
  const { parentToolCallId = '', sequence = 0 } = frame
  const { runId, kind, unstoredId } = event
  const found = chat.runs.find(run => run.runId === runId)
  const run: ToolRun = found ?? {
    runId,
    agent: nameOf(event.agentType ?? 'agent'),
    toolCallId: parentToolCallId,
    input: event.inputPreview ?? '',
    draft: null,
    status: 'open',
    error: null,
    seen: -1,
  }
  if (run.status !== 'open' || sequence <= run.seen) return chat
  const chunk = kind === 'chunk' ? readTyped<UiChunk>(event.body) : null
  const fresh: Draft = { message: { id: `${runId}-answer`, role: 'assistant', parts: [] }, places: {} }
  const next: ToolRun = {
    ...run,
    draft: chunk ? assemble(run.draft ?? fresh, chunk, more) : run.draft,
    status: Object.hasOwn(ends, kind) ? (ends[kind] as ToolRun['status']) : 'open',
    error: event.error ?? null,
    // One that is too long to be kept has the place of the one after it.
    seen: unstoredId === undefined ? sequence : run.seen,
  }
  return {
    ...chat,
    runs: found ? chat.runs.map(each => (each === found ? next : each)) : [...chat.runs, next],
  }
}
