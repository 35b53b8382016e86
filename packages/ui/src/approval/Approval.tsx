import type { Approval as ApprovalFact, ToolCallPart } from '@sluice/fold'
import type { Id, Json } from '@sluice/protocol'
import { useActions, useApprovals, useClient, useToolCall } from '@sluice/react'
import { type FormEvent, type RefObject, useMemo, useRef, useState } from 'react'
import { onDemand } from '../part/onDemand.tsx'
import { useFocusHandover } from '../part/useFocusHandover.ts'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { usePending } from '../session/usePending.ts'
import { useUi } from '../text/UiProvider.tsx'
import { useNow } from '../text/useNow.ts'
import { plainText } from '../value/plainText.ts'
import {
  ApprovalContext,
  type ApprovalContextValue,
  type ApprovalState,
  useApproval,
} from './ApprovalContext.tsx'

/** The form of an approval, loaded when one is asked for. */
export const AnswerFormOnDemand = onDemand(async () => (await import('./AnswerForm.tsx')).AnswerForm)

/** The props of {@link Root}. */
export type ApprovalRootProps = PartProps<'div', ApprovalState> & {
  /** The open approval in the session around. */
  readonly approval: Id
}

/** A question to a person. Nothing when it is no longer open. */
export function Root({ approval: id, ...props }: ApprovalRootProps) {
  const approval = useApprovals(useSessionRef()).find(open => open.id === id)
  if (!approval) return null
  const { call } = approval
  return call === null ? (
    <OpenRoot approval={approval} call={null} {...props} />
  ) : (
    <CallRoot approval={approval} callId={call} {...props} />
  )
}

type OpenProps = PartProps<'div', ApprovalState> & { readonly approval: ApprovalFact }

function CallRoot({ callId, ...props }: OpenProps & { readonly callId: Id }) {
  return <OpenRoot call={useToolCall(useSessionRef(), callId)} {...props} />
}

const isObject = (value: Json): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0

function useValue(
  approval: ApprovalFact,
  call: ToolCallPart | null,
  own: RefObject<HTMLDivElement | null>,
): ApprovalContextValue {
  const { id, schema } = approval
  const isSending = usePending('approval.decide').some(
    entry => entry.command.approval === id && entry.status !== 'refused' && entry.status !== 'expired',
  )
  const { decide } = useActions(useSessionRef())
  const [reason, setReason] = useState('')
  const [editing, setEditing] = useState(false)
  const args = call?.arguments ?? null
  const canEdit = schema === null && isObject(args)
  const check = useRef<(() => { readonly value: Json } | null) | null>(null)
  return useMemo(() => {
    const state: ApprovalState = {
      approvalStatus: isSending ? 'sending' : 'requested',
      approvalKind: schema === null ? 'decision' : 'question',
      editing: editing && canEdit,
    }
    const form = schema !== null ? { schema } : state.editing ? { initial: args } : null
    return {
      approval,
      call,
      state,
      reason,
      form,
      check,
      canEdit,
      setReason,
      setEditing,
      answer(decision) {
        if (isSending) return
        const send: typeof decide = (...answer) => {
          // The buttons go away with the answer.
          if (own.current?.contains(document.activeElement)) own.current.focus({ preventScroll: true })
          return decide(...answer)
        }
        const said = reason.trim() ? { reason: reason.trim() } : {}
        if (decision === 'denied' || form === null) return send(id, decision, said)
        const checked = check.current?.()
        if (checked)
          send(id, decision, { ...said, [schema === null ? 'arguments' : 'answer']: checked.value })
      },
    }
  }, [approval, call, schema, isSending, editing, canEdit, args, reason, decide, id, own])
}

function OpenRoot({ approval, call, ...props }: OpenProps & { readonly call: ToolCallPart | null }) {
  const own = useRef<HTMLDivElement>(null)
  useFocusHandover(own)
  const value = useValue(approval, call, own)
  const element = usePartElement('div', 'approval', value.state, props, {
    ref: own,
    role: 'group',
    tabIndex: -1,
  })
  return <ApprovalContext value={value}>{element}</ApprovalContext>
}

/** What is asked. */
export function Question(props: PartProps<'div', ApprovalState>) {
  const { approval, state } = useApproval()
  return usePartElement('div', 'approval-question', state, props, {
    children: plainText(approval.question),
  })
}

/** How long it can still be answered; nothing when it does not expire. */
export function Expiry(props: PartProps<'span', ApprovalState>) {
  const { approval, state } = useApproval()
  const { messages, format } = useUi()
  const { expiresAt, onExpiry } = approval
  const now = useNow(expiresAt !== null)
  const left = format.duration(Math.max(0, (expiresAt ?? now) - now))
  const children = messages.approvalExpires[onExpiry?.decision ?? 'denied'](left)
  const element = usePartElement('span', 'approval-expiry', state, props, { children })
  return expiresAt === null ? null : element
}

/**
 * The form: of the answer to a question with a schema, or of the arguments while they are edited; nothing for a plain yes or no. Enter in a
 * field of one line sends it.
 */
export function Form(props: PartProps<'form', ApprovalState>) {
  const { state, form, check, call, answer } = useApproval()
  const { messages } = useUi()
  const label =
    state.approvalKind === 'question' ? messages.formAnswer : `${call?.tool} ${messages.toolArguments}`
  const element = usePartElement('form', 'approval-form', state, props, {
    noValidate: true,
    'aria-label': label,
    onSubmit: (event: FormEvent) => {
      event.preventDefault()
      answer('approved')
    },
    children: form && (
      <>
        <AnswerFormOnDemand
          {...form}
          check={check}
          label={label}
          disabled={state.approvalStatus === 'sending'}
        />
        {/* Enter sends a form of several fields only where there is such a button; the visible one stands outside. */}
        <button type="submit" hidden tabIndex={-1} aria-hidden="true" />
      </>
    ),
  })
  return form ? element : null
}

/** Opens the form of the tool's arguments, or closes it; nothing where they cannot be edited. */
export function Edit(props: PartProps<'button', ApprovalState>) {
  const { state, canEdit, setEditing } = useApproval()
  const { messages } = useUi()
  const canDecide = useCanDecide()
  const element = usePartElement('button', 'approval-edit', state, props, {
    type: 'button',
    'aria-expanded': state.editing,
    onClick: () => setEditing(!state.editing),
    children: state.editing ? messages.editArgumentsCancel : messages.editArguments,
  })
  return canDecide && canEdit ? element : null
}

/** What the agent is told with the answer. */
export function Reason(props: PartProps<'input', ApprovalState>) {
  const { state, reason, setReason } = useApproval()
  const label = useUi().messages.reasonLabel
  return usePartElement('input', 'approval-reason', state, props, {
    type: 'text',
    maxLength: 4096,
    value: reason,
    'aria-label': label,
    placeholder: label,
    onChange: (event: { target: { value: string } }) => setReason(event.target.value),
  })
}

/** Whether the backend takes answers. [C7] */
const useCanDecide = (): boolean => useClient().capabilities.approvals

/** Answers yes, or with what is in the form. */
export function Approve(props: PartProps<'button', ApprovalState>) {
  const { state, answer } = useApproval()
  const { messages } = useUi()
  const words = state.approvalKind === 'question' ? messages.sendAnswer : messages.approve
  const element = usePartElement('button', 'approval-approve', state, props, {
    type: 'button',
    disabled: state.approvalStatus === 'sending',
    onClick: () => answer('approved'),
    children: state.editing ? messages.approveEdited : words,
  })
  return useCanDecide() ? element : null
}

/** Answers no, with the reason when there is one. */
export function Deny(props: PartProps<'button', ApprovalState>) {
  const { state, answer } = useApproval()
  const { messages } = useUi()
  const element = usePartElement('button', 'approval-deny', state, props, {
    type: 'button',
    disabled: state.approvalStatus === 'sending',
    onClick: () => answer('denied'),
    children: state.approvalKind === 'question' ? messages.decline : messages.deny,
  })
  return useCanDecide() ? element : null
}
