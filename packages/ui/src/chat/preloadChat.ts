import { AnswerFormOnDemand } from '../approval/Approval.tsx'
import { ApprovalOnDemand } from '../approval/ApprovalOnDemand.tsx'
import { LoadedFind } from '../find/FindOnDemand.tsx'
import { LoadedEditor } from '../message/Editor.tsx'
import { LoadedQueue } from '../queue/QueueOnDemand.tsx'

/** Loads what the chat loads when it is first needed: approvals, their forms, the queue, the search and the editor of messages. For a page that has nothing else to do. */
export async function preloadChat(): Promise<void> {
  const parts = [ApprovalOnDemand, AnswerFormOnDemand, LoadedQueue, LoadedFind, LoadedEditor]
  await Promise.all(parts.map(part => part.load()))
}
