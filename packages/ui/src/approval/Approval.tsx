import type { Approval as ApprovalFact } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import { useActions, useApprovals } from '@sluice/react'
import { useMemo, useState } from 'react'
import { createPartContext } from '../part/createPartContext.tsx'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { usePending } from '../session/usePending.ts'
import { useUi } from '../text/UiProvider.tsx'
import { useNow } from '../text/useNow.ts'

/** `requested` while it waits for a person, `sending` while an answer of this page is on its way. */
export type ApprovalStatus = 'requested' | 'sending'

/** What the parts of an approval expose: `data-approval-status`. */
export interface ApprovalState {
  readonly approvalStatus: ApprovalStatus
}

interface ApprovalContextValue {
  readonly approval: ApprovalFact
  readonly status: ApprovalStatus
  readonly reason: string
  setReason(reason: string): void
  answer(decision: 'approved' | 'denied'): void
}

const [ApprovalContext, useApproval] = createPartContext<ApprovalContextValue>('Approval.Root')

export { useApproval }

const stateOf = ({ status }: ApprovalContextValue): ApprovalState => ({ approvalStatus: status })

/** The props of {@link Root}. */
export type ApprovalRootProps = PartProps<'div', ApprovalState> & {
  /** The open approval in the session around. */
  readonly approval: Id
}

/** A question to a person. Nothing when it is no longer open. */
export function Root({ approval: id, ...props }: ApprovalRootProps) {
  const ref = useSessionRef()
  const approval = useApprovals(ref).find(open => open.id === id) ?? null
  const isSending = usePending('approval.decide').some(
    entry => entry.command.approval === id && entry.status !== 'refused' && entry.status !== 'expired',
  )
  const status = isSending ? 'sending' : 'requested'
  const [reason, setReason] = useState('')
  const { decide } = useActions(ref)
  const value = useMemo<ApprovalContextValue | null>(() => {
    const text = reason.trim()
    const answer = (decision: 'approved' | 'denied') =>
      decide(id, decision, text ? { reason: text } : undefined)
    return approval && { approval, status, reason, setReason, answer }
  }, [approval, status, reason, decide, id])
  const element = usePartElement('div', 'approval', { approvalStatus: status }, props, { role: 'group' })
  return value && <ApprovalContext value={value}>{element}</ApprovalContext>
}

/** What is asked. */
export function Question(props: PartProps<'div', ApprovalState>) {
  const value = useApproval()
  return usePartElement('div', 'approval-question', stateOf(value), props, {
    children: value.approval.question,
  })
}

/** How long it can still be answered; nothing when it does not expire. */
export function Expiry(props: PartProps<'span', ApprovalState>) {
  const value = useApproval()
  const { messages, format } = useUi()
  const { expiresAt } = value.approval
  const now = useNow(expiresAt !== null)
  const children = messages.approvalExpires(format.duration(Math.max(0, (expiresAt ?? now) - now)))
  const element = usePartElement('span', 'approval-expiry', stateOf(value), props, { children })
  return expiresAt === null ? null : element
}

/** What the agent is told with the answer. */
export function Reason(props: PartProps<'input', ApprovalState>) {
  const value = useApproval()
  return usePartElement('input', 'approval-reason', stateOf(value), props, {
    type: 'text',
    maxLength: 4096,
    value: value.reason,
    'aria-label': useUi().messages.reasonLabel,
    placeholder: useUi().messages.reasonLabel,
    onChange: (event: { target: { value: string } }) => value.setReason(event.target.value),
  })
}

/** Answers yes. */
export function Approve(props: PartProps<'button', ApprovalState>) {
  const value = useApproval()
  return usePartElement('button', 'approval-approve', stateOf(value), props, {
    type: 'button',
    disabled: value.status === 'sending',
    onClick: () => value.answer('approved'),
    children: useUi().messages.approve,
  })
}

/** Answers no, with the reason when there is one. */
export function Deny(props: PartProps<'button', ApprovalState>) {
  const value = useApproval()
  return usePartElement('button', 'approval-deny', stateOf(value), props, {
    type: 'button',
    disabled: value.status === 'sending',
    onClick: () => value.answer('denied'),
    children: useUi().messages.deny,
  })
}
