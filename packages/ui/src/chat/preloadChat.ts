import { AnswerFormOnDemand } from '../approval/Approval.tsx'
import { ApprovalOnDemand } from '../approval/ApprovalOnDemand.tsx'
import { LoadedFind } from '../find/FindOnDemand.tsx'
import { LoadedKeys } from '../keys/KeysScope.tsx'
import { LoadedEditor } from '../message/Editor.tsx'
import { LoadedQueue } from '../queue/QueueOnDemand.tsx'

/** Loads what the chat loads when it is first needed: approvals, their forms, the queue, the search, the editor of messages and the map of keys. For a page that has nothing else to do. */
export async function preloadChat(): Promise<void> {
  const parts = [ApprovalOnDemand, AnswerFormOnDemand, LoadedQueue, LoadedFind, LoadedEditor, LoadedKeys]
  await Promise.all(parts.map(part => part.load()))
}
