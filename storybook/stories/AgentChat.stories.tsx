import { triage } from '../logs/triage.ts'
import * as troubles from '../logs/troubles.ts'
import { upTo } from '../logs/upTo.ts'
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

/** Any moment of a run: the control says how much of its log there is. */
export const Scrubbed = {
  args: { percent: 62 },
  argTypes: { percent: { control: { type: 'range', min: 1, max: 100, step: 1 } } },
  render: ({ percent }: { readonly percent: number }) => (
    <div key={percent}>{tellChat(() => upTo(triage('done'), percent / 100)).render()}</div>
  ),
  parameters: { layout: 'fullscreen' },
}
