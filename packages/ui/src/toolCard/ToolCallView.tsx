import type { ToolCallPart } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import { type ReactNode, useState } from 'react'
import { ApprovalView } from '../approval/ApprovalView.tsx'
import { Icon, type IconName } from '../icon/Icon.tsx'
import { useUi } from '../text/UiProvider.tsx'
import type { ToolStatus } from '../text/vocabulary.ts'
import * as ToolCard from './index.ts'
import { useToolCard } from './ToolCardContext.tsx'
import { useToolArguments } from './useToolArguments.ts'

const ICONS: Record<ToolStatus, IconName> = {
  called: 'dots',
  ready: 'dots',
  'awaiting-approval': 'hand',
  running: 'flow',
  completed: 'check',
  failed: 'cross',
  denied: 'bar',
  cancelled: 'bar',
  cut: 'bar',
  unknown: 'question',
}

/** A text argument longer than this is worth reading while it is written. */
const LONG_TEXT = 80

const hasLongText = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).some(item => typeof item === 'string' && item.length > LONG_TEXT)

/** Open without being asked: what a person has to judge, what went wrong, and a text that the agent writes. */
const opensByItself = (call: ToolCallPart, value: unknown): boolean =>
  call.approval !== null || call.status === 'failed' || call.status === 'unknown' || hasLongText(value)

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div data-sluice="tool-card-section">
      <div data-sluice="tool-card-label">{title}</div>
      {children}
    </div>
  )
}

function ToolCallBody() {
  const call = useToolCard()
  const { messages } = useUi()
  const hasArguments = call.arguments !== null || call.argumentsText !== ''
  return (
    <ToolCard.Body>
      {hasArguments ? (
        <Section title={messages.toolArguments}>
          <ToolCard.Arguments />
        </Section>
      ) : null}
      <ToolCard.Decision />
      <ToolCard.Answer />
      <ToolCard.Error />
      {call.output ? (
        <Section title={messages.toolOutput}>
          <ToolCard.Output />
        </Section>
      ) : null}
      {call.status === 'completed' && !call.output ? (
        <p data-sluice="tool-card-kept">{messages.toolNoOutput}</p>
      ) : null}
    </ToolCard.Body>
  )
}

function ToolCallDisclosure() {
  const call = useToolCard()
  const value = useToolArguments(call)
  const [chosen, setChosen] = useState<boolean | null>(null)
  const open = chosen ?? opensByItself(call, value)
  return (
    <ToolCard.Disclosure
      open={open}
      onToggle={event => {
        if (event.currentTarget.open !== open) setChosen(event.currentTarget.open)
      }}
    >
      <ToolCard.Header>
        <span data-sluice="tool-card-icon">
          <Icon name={ICONS[call.status]} />
        </span>
        <ToolCard.Name />
        <ToolCard.Summary />
        <ToolCard.Attempt />
        <ToolCard.Status />
        <ToolCard.Duration />
        <Icon name="chevron" data-sluice="chevron" />
      </ToolCard.Header>
      <ToolCallBody />
    </ToolCard.Disclosure>
  )
}

/** A tool call as a card: one line, its arguments and output behind it, its progress and its approval below. */
export function ToolCallView({ call }: { readonly call: Id }) {
  return (
    <ToolCard.Root call={call}>
      <ToolCallDisclosure />
      <ToolCard.Progress />
      <ToolCallApproval />
    </ToolCard.Root>
  )
}

function ToolCallApproval() {
  const { approval } = useToolCard()
  return approval?.status === 'requested' ? <ApprovalView approval={approval.id} /> : null
}
