import type { Id } from '@sluice/protocol'
import { type KeyboardEvent, useState } from 'react'
import { useUi } from '../text/UiProvider.tsx'
import { useApproval } from './Approval.tsx'
import * as Approval from './index.ts'

/** Where the button stood that had the focus, something else takes it. */
const focus = (element: HTMLElement | null) => element?.focus()

function Buttons() {
  const { messages } = useUi()
  const { status, answer } = useApproval()
  const [reason, setReason] = useState<'unasked' | 'asked' | 'cancelled'>('unasked')
  if (status === 'sending') return <p data-sluice="approval-sending">{messages.approvalSending}</p>
  if (reason === 'asked') {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setReason('cancelled')
      if (event.key === 'Enter' && !event.nativeEvent.isComposing) answer('denied')
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
      <button
        ref={reason === 'cancelled' ? focus : null}
        type="button"
        data-sluice="approval-cancel"
        onClick={() => setReason('asked')}
      >
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
