import type { CallApproval } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import { useToolCall } from '@sluice/react'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { usePrincipal } from '../session/usePrincipal.ts'
import { useUi } from '../text/UiProvider.tsx'
import { useNow } from '../text/useNow.ts'
import type { ToolStatus } from '../text/vocabulary.ts'
import { JsonValue } from '../value/JsonValue.tsx'
import { summarize } from '../value/summarize.ts'
import { ToolCardContext, useToolCard } from './ToolCardContext.tsx'
import { ToolArgumentsContext, useReadArguments, useToolArguments } from './useToolArguments.ts'

/** What the parts of a tool card expose: `data-tool-status` and, on the root, `data-tool` and `data-call`. */
export interface ToolCardState {
  readonly toolStatus: ToolStatus
}

const stateOf = (call: { status: ToolStatus }): ToolCardState => ({ toolStatus: call.status })

/** The props of {@link Root}. */
export type ToolCardRootProps = PartProps<'div', ToolCardState & { tool: string; call: Id }> & {
  /** The tool call, which is a part of a message of the session around. */
  readonly call: Id
}

/** One tool call. Nothing while the view does not hold it. */
export function Root({ call: id, ...props }: ToolCardRootProps) {
  const call = useToolCall(useSessionRef(), id)
  const state = { toolStatus: call?.status ?? 'called', tool: call?.tool ?? '', call: id } as const
  const value = useReadArguments(id, call)
  const element = usePartElement('div', 'tool-card', state, props)
  return (
    call && (
      <ToolCardContext value={call}>
        <ToolArgumentsContext value={value}>{element}</ToolArgumentsContext>
      </ToolCardContext>
    )
  )
}

/** Header and body, of which the body can be closed. */
export function Disclosure(props: PartProps<'details', ToolCardState>) {
  return usePartElement('details', 'tool-card-disclosure', stateOf(useToolCard()), props)
}

/** The line that is always there. */
export function Header(props: PartProps<'summary', ToolCardState>) {
  return usePartElement('summary', 'tool-card-header', stateOf(useToolCard()), props)
}

/** Where the call stands, in words. */
export function Status(props: PartProps<'span', ToolCardState>) {
  const call = useToolCard()
  const children = useUi().messages.toolStatus[call.status]
  return usePartElement('span', 'tool-card-status', stateOf(call), props, { children })
}

/** The tool's name. */
export function Name(props: PartProps<'span', ToolCardState>) {
  const call = useToolCard()
  return usePartElement('span', 'tool-card-name', stateOf(call), props, { children: call.tool })
}

/** The arguments on one line, while they stream too. */
export function Summary(props: PartProps<'span', ToolCardState>) {
  const call = useToolCard()
  const children = summarize(useToolArguments())
  return usePartElement('span', 'tool-card-summary', stateOf(call), props, { children })
}

/** How long the tool has run, or ran; nothing before its start. */
export function Duration(props: PartProps<'span', ToolCardState>) {
  const call = useToolCard()
  const now = useNow(call.status === 'running', 100)
  const started = call.startedAt
  const ms = started === null ? 0 : (call.settledAt ?? Math.max(now, started)) - started
  const children = useUi().format.duration(ms)
  const element = usePartElement('span', 'tool-card-duration', stateOf(call), props, { children })
  return started === null ? null : element
}

/** Which attempt it is; nothing for the first. */
export function Attempt(props: PartProps<'span', ToolCardState>) {
  const call = useToolCard()
  const { messages, format } = useUi()
  const children = messages.toolAttempt(format.number(call.attempt))
  const element = usePartElement('span', 'tool-card-attempt', stateOf(call), props, { children })
  return call.attempt > 1 ? element : null
}

/** What the header opens. */
export function Body(props: PartProps<'div', ToolCardState>) {
  return usePartElement('div', 'tool-card-body', stateOf(useToolCard()), props)
}

/** The arguments, as far as they were streamed; nothing before their first character. */
export function Arguments(props: PartProps<'div', ToolCardState>) {
  const call = useToolCard()
  const { messages } = useUi()
  const value = useToolArguments()
  const children = <JsonValue value={value} label={`${call.tool} ${messages.toolArguments}`} />
  const element = usePartElement('div', 'tool-card-arguments', stateOf(call), props, {
    children,
    'aria-busy': call.status === 'called' || undefined,
  })
  return value === undefined ? null : element
}

/** The newest progress of a running call: a bar where the tool tells a fraction, and its text. */
export function Progress(props: PartProps<'div', ToolCardState & { indeterminate: boolean }>) {
  const call = useToolCard()
  const { messages } = useUi()
  const fraction = call.progress?.fraction ?? null
  const text = call.progress?.text
  const state = { ...stateOf(call), indeterminate: fraction === null }
  const element = usePartElement('div', 'tool-card-progress', state, props, {
    style: { '--progress': fraction ?? 0 },
    children: (
      <>
        {fraction !== null && (
          <progress value={fraction} max={1} aria-label={messages.toolProgress(call.tool)} />
        )}
        {text ? <span data-sluice="tool-card-progress-text">{text}</span> : null}
      </>
    ),
  })
  return call.status === 'running' && call.progress ? element : null
}

/** What the tool returned; nothing before. A large output shows its beginning. */
export function Output(props: PartProps<'div', ToolCardState>) {
  const call = useToolCard()
  const { messages, format } = useUi()
  const { output } = call
  const label = `${call.tool} ${messages.toolOutput}`
  const children =
    output === null ? null : 'json' in output ? (
      <JsonValue value={output.json} label={label} />
    ) : (
      <>
        {output.file.preview ? <JsonValue value={output.file.preview} label={label} /> : null}
        <p data-sluice="tool-card-kept">{messages.outputKept(format.bytes(output.file.bytes))}</p>
      </>
    )
  const element = usePartElement('div', 'tool-card-output', stateOf(call), props, { children })
  return output === null ? null : element
}

/** Why the call failed; nothing otherwise. */
export function ErrorText(props: PartProps<'div', ToolCardState>) {
  const call = useToolCard()
  const children = call.error?.message
  const element = usePartElement('div', 'tool-card-error', stateOf(call), props, { children })
  return children ? element : null
}

function useDecision(approval: CallApproval | null): string | null {
  const { messages } = useUi()
  const principal = usePrincipal()
  if (approval?.status === 'expired') return messages.approvalExpired
  if (approval?.status !== 'approved' && approval?.status !== 'denied') return null
  const isMine = principal === null || approval.by === null || approval.by.id === principal
  const kind = approval.status === 'approved' && approval.answer !== null ? 'answered' : approval.status
  const decision = messages.decision[kind](isMine ? messages.byYou : (approval.by?.id ?? ''))
  return approval.reason ? messages.decisionReason(decision, approval.reason) : decision
}

/** How an approval of the call was answered, by whom and why; nothing while it was not. */
export function Decision(props: PartProps<'p', ToolCardState>) {
  const call = useToolCard()
  const children = useDecision(call.approval)
  const element = usePartElement('p', 'tool-card-decision', stateOf(call), props, { children })
  return children === null ? null : element
}

/** What a person answered to a question of the tool; nothing while none has. */
export function Answer(props: PartProps<'div', ToolCardState>) {
  const call = useToolCard()
  const answer = call.approval?.answer ?? null
  const children = <JsonValue value={answer} label={useUi().messages.formAnswer} />
  const element = usePartElement('div', 'tool-card-answer', stateOf(call), props, { children })
  return answer === null ? null : element
}
