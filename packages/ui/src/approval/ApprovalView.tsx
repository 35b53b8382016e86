import type { Id } from '@sluice/protocol'
import { useState } from 'react'
import { useUi } from '../text/UiProvider.tsx'
import { useApproval } from './Approval.tsx'
import * as Approval from './index.ts'

function Buttons() {
  const { messages } = useUi()
  const { status } = useApproval()
  const [asksReason, setAsksReason] = useState(false)
  if (status === 'sending') return <p data-sluice="approval-sending">{messages.approvalSending}</p>
  if (asksReason)
    return (
      <div data-sluice="approval-actions">
        <Approval.Reason
          onKeyDown={event => {
            if (event.key === 'Escape') setAsksReason(false)
          }}
        />
        <Approval.Deny />
        <button type="button" data-sluice="approval-cancel" onClick={() => setAsksReason(false)}>
          {messages.cancel}
        </button>
      </div>
    )
  return (
    <div data-sluice="approval-actions">
      <Approval.Approve />
      <Approval.Deny />
      <button type="button" data-sluice="approval-cancel" onClick={() => setAsksReason(true)}>
        {messages.denyWithReason}
      </button>
      <Approval.Expiry />
    </div>
  )
}

/** An open approval with its question and its answers. */
export function ApprovalView({ approval }: { readonly approval: Id }) {
  const { messages } = useUi()
  return (
    <Approval.Root approval={approval} aria-label={messages.approvalTitle}>
      <Approval.Question />
      <Buttons />
    </Approval.Root>
  )
}
