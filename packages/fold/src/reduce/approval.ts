import type { Id } from '@sluice/protocol'
import { add, type Draft, need, type Reducers, take, type Writable } from '../draft.ts'
import type { CallApproval, ToolCallPart } from '../view.ts'
import { editCall, needCall, peekCall } from './tool.ts'

/** Closes a question. Returns the call that may go on, if there is one. */
function close(
  draft: Draft,
  id: Id,
  answer: Partial<CallApproval> & Pick<CallApproval, 'status'>,
): Writable<ToolCallPart> | null {
  const { call } = take(draft, 'approvals', id)
  if (call === null || peekCall(draft, call) === null) return null
  const waiting = editCall(draft, call)
  waiting.status = 'ready'
  waiting.approval = { id, by: null, via: null, reason: null, answer: null, ...answer }
  return waiting
}

/** How the events of the family `approval` change a view. */
export const approvalReducers: Reducers<'approval'> = {
  /** Opens a question to a person; a call it is about waits. */
  'approval.requested': (draft, event, envelope) => {
    const {
      approval: id,
      run,
      call = null,
      question,
      schema = null,
      expiresAt = null,
      onExpiry = null,
    } = event
    need(draft, 'runs', run)
    if (call !== null) needCall(draft, call, 'ready', 'running')
    const requestedAt = envelope.at
    add(draft, 'approvals', { id, run, call, question, schema, expiresAt, onExpiry, requestedAt })
    if (call === null) return
    const waiting = editCall(draft, call)
    waiting.status = 'awaiting-approval'
    waiting.approval = { id, status: 'requested', by: null, via: null, reason: null, answer: null }
  },
  /** Takes the answer: the call may run, perhaps with other arguments, or waits to be settled as denied. */
  'approval.decided': (draft, event, { actor: by }) => {
    const { approval, decision: status, reason = null, via = null, answer = null } = event
    const call = close(draft, approval, { status, by, via, reason, answer })
    if (call !== null && status === 'approved' && event.arguments !== undefined)
      call.arguments = event.arguments
  },
  /** Closes a question that nobody answered in time, as its default says. */
  'approval.expired': (draft, { approval }) => {
    const { onExpiry } = need(draft, 'approvals', approval)
    close(draft, approval, { status: onExpiry?.decision ?? 'expired', answer: onExpiry?.answer ?? null })
  },
}
