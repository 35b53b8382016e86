import type { Id } from '@sluice/protocol'
import { useClient } from '@sluice/react'
import { type KeyboardEvent, useState } from 'react'
import { isComposing } from '../composer/isComposing.ts'
import { useUi } from '../text/UiProvider.tsx'
import { useApproval } from './ApprovalContext.tsx'
import * as Approval from './index.ts'

/** Where the button stood that had the focus, something else takes it. */
const focus = (element: HTMLElement | null) => element?.focus()

function Buttons() {
  const { messages } = useUi()
  const { state, answer } = useApproval()
  const { capabilities } = useClient()
  const [reason, setReason] = useState<'unasked' | 'asked' | 'cancelled'>('unasked')
  if (state.approvalStatus === 'sending')
    return <p data-sluice="approval-sending">{messages.approvalSending}</p>
  if (reason === 'asked') {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setReason('cancelled')
      if (event.key === 'Enter' && !isComposing(event)) answer('denied')
    }
    return (
      <div data-sluice="approval-actions">
        <Approval.Reason ref={focus} onKeyDown={onKeyDown} />
        <Approval.Deny />
        <button type="button" data-sluice="approval-cancel" onClick={() => setReason('cancelled')}>
          {messages.cancel}
        </button>
      </div>
    )
  }
  return (
    <div data-sluice="approval-actions">
      <Approval.Approve />
      <Approval.Deny />
      <Approval.Edit />
      {capabilities.approvals && (
        <button
          ref={reason === 'cancelled' ? focus : null}
          type="button"
          data-sluice="approval-cancel"
          onClick={() => setReason('asked')}
        >
          {state.approvalKind === 'question' ? messages.declineWithReason : messages.denyWithReason}
        </button>
      )}
      <Approval.Expiry />
    </div>
  )
}

/** An open approval with its question, the form that it asks for and its answers. */
export function ApprovalView({ approval }: { readonly approval: Id }) {
  const { messages } = useUi()
  return (
    <Approval.Root approval={approval} aria-label={messages.approvalTitle}>
      <Approval.Question />
      <Approval.Form />
      <Buttons />
    </Approval.Root>
  )
}
