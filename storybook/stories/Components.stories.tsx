import { pageOf } from '../guide/components.ts'
import { tellPage } from '../guide/GuidePage.tsx'
import { guides } from '../guide/guides.ts'

const meta = { title: 'Guide/Components' }

export default meta

function tell(name: string) {
  const guide = guides[name]
  if (!guide) throw new Error(`The guide has no page about ${name}.`)
  return tellPage(pageOf(name, guide))
}

export const AgentChat = tell('AgentChat')
export const Thread = tell('Thread')
export const Message = tell('Message')
export const Composer = tell('Composer')
export const ToolCard = tell('ToolCard')
export const Approval = tell('Approval')
export const Find = tell('Find')
export const SessionList = tell('SessionList')
export const Inbox = tell('Inbox')
export const Keys = tell('Keys')
export const Plan = tell('Plan')
export const State = tell('State')
export const Subsessions = tell('Subsessions')
export const Usage = tell('Usage')
export const Sources = tell('Sources')
export const RunStatus = tell('RunStatus')
export const Connection = tell('Connection')
export const Queue = tell('Queue')
export const Reasoning = tell('Reasoning')
export const Branches = tell('Branches')
export const RunEnd = tell('RunEnd')
export const Outbox = tell('Outbox')
export const Markdown = tell('Markdown')
export const JsonValue = tell('JsonValue')
export const SchemaForm = tell('SchemaForm')
export const Announcer = tell('Announcer')
export const Icon = tell('Icon')
export const Scopes = tell('Scopes')
export const Timeline = tell('Timeline')
