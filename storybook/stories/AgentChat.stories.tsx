import { triage } from '../logs/triage.ts'
import * as troubles from '../logs/troubles.ts'
import { tellChat } from '../support/tell.tsx'

const meta = { title: 'Chat/AgentChat' }

export default meta

export const Empty = tellChat(null)
export const Asked = tellChat(() => triage('asked'))
export const Thinking = tellChat(troubles.thinking)
export const MidWord = tellChat(troubles.midWord)
export const RunningATool = tellChat(() => triage('testing'))
export const WritingArguments = tellChat(troubles.argumentsStream)
export const WaitingForApproval = tellChat(() => triage('approval'))
export const Done = tellChat(() => triage('done'))
export const Failed = tellChat(troubles.failed)
export const Stopped = tellChat(troubles.stopped)
export const Delayed = tellChat(troubles.delayed)
export const RecoveredAgain = tellChat(() => troubles.recovered('again'))
export const RecoveredDone = tellChat(() => troubles.recovered('done'))
export const Queued = tellChat(troubles.queued)
export const PlainApproval = tellChat(troubles.plainApproval)
export const ToolOutcomes = tellChat(troubles.outcomes)
export const Markdown = tellChat(troubles.markdown)
export const WaitingForAWorker = tellChat(
  () => triage('asked'),
  page => page.server.setWriter(false),
)
