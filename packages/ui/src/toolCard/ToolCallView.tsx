import type { ToolCallPart } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import { type ReactNode, useState } from 'react'
import { ApprovalOnDemand } from '../approval/ApprovalOnDemand.tsx'
import { Icon, type IconName } from '../icon/Icon.tsx'
import { Fallback } from '../part/Fallback.tsx'
import { useUi } from '../text/UiProvider.tsx'
import type { ToolStatus } from '../text/vocabulary.ts'
import { RegisteredData } from '../views/RegisteredData.tsx'
import type { ToolView, ToolViewProps } from '../views/ToolView.ts'
import { useToolView } from '../views/ViewScope.tsx'
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

function Input({ view, props }: Drawn) {
  const { messages } = useUi()
  const { call } = props
  if (call.arguments === null && call.argumentsText === '') return null
  return (
    <Section title={messages.toolArguments}>
      <Fallback fallback={<ToolCard.Arguments />}>
        {view?.Input ? <view.Input {...props} /> : <ToolCard.Arguments />}
      </Fallback>
    </Section>
  )
}

function Output({ view, props }: Drawn) {
  const { messages } = useUi()
  const { output, status } = props.call
  if (!output)
    return status === 'completed' ? <p data-sluice="tool-card-kept">{messages.toolNoOutput}</p> : null
  const plain = (
    <RegisteredData name={props.call.tool} data={props.output}>
      <ToolCard.Output />
    </RegisteredData>
  )
  return (
    <Section title={messages.toolOutput}>
      <Fallback fallback={plain}>{view?.Output ? <view.Output {...props} /> : plain}</Fallback>
    </Section>
  )
}

function ToolCallBody({ view, props }: Drawn) {
  const plain = (
    <>
      <Input view={view} props={props} />
      <ToolCard.Decision />
      <ToolCard.Answer />
      <ToolCard.Error />
      <Output view={view} props={props} />
    </>
  )
  // A large output is kept beside the log: the card says so.
  const isKept = props.call.output !== null && 'file' in props.call.output
  if (!view?.Body || isKept) return <ToolCard.Body>{plain}</ToolCard.Body>
  return (
    <ToolCard.Body data-view="">
      <Fallback fallback={plain}>
        <view.Body {...props} />
        <ToolCard.Decision />
        <ToolCard.Answer />
        <ToolCard.Error />
      </Fallback>
    </ToolCard.Body>
  )
}

/** The view of the call around and what it is drawn with. */
interface Drawn {
  readonly view: ToolView | null
  readonly props: ToolViewProps
}

function useDrawn(): Drawn {
  const call = useToolCard()
  const view = useToolView(call.tool)
  const draft = useToolArguments()
  const { output } = call
  const props = {
    call,
    arguments: call.status === 'called' ? undefined : (call.arguments ?? undefined),
    draft,
    output: output && 'json' in output ? output.json : undefined,
  }
  return { view, props }
}

/** The call on one line, in the words of its view; a view that cannot say it is done without. */
function Summary({ view, props }: Drawn) {
  return view?.summary ? <ToolCard.Summary>{view.summary(props)}</ToolCard.Summary> : <ToolCard.Summary />
}

function ToolCallDisclosure() {
  const { view, props } = useDrawn()
  const { call } = props
  const [chosen, setChosen] = useState<boolean | null>(null)
  const open = chosen ?? (view?.isOpen === true || opensByItself(call, props.draft))
  const icon = call.status === 'completed' ? (view?.icon ?? ICONS.completed) : ICONS[call.status]
  return (
    <ToolCard.Disclosure
      open={open}
      onToggle={event => {
        if (event.currentTarget.open !== open) setChosen(event.currentTarget.open)
      }}
    >
      <ToolCard.Header>
        <span data-sluice="tool-card-icon">
          <Icon name={icon} />
        </span>
        {view?.title ? (
          <ToolCard.Name title={call.tool} data-titled="">
            {view.title}
          </ToolCard.Name>
        ) : (
          <ToolCard.Name />
        )}
        <Fallback fallback={<ToolCard.Summary />}>
          <Summary view={view} props={props} />
        </Fallback>
        <ToolCard.Attempt />
        <ToolCard.Status />
        <ToolCard.Duration />
        <Icon name="chevron" data-sluice="chevron" />
      </ToolCard.Header>
      <ToolCallBody view={view} props={props} />
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
  return approval?.status === 'requested' ? <ApprovalOnDemand approval={approval.id} /> : null
}
