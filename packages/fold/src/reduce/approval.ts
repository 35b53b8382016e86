import type { Event } from '@sluice/protocol'
import { peek, type Reducer, remove, set } from '../draft.ts'
import { editCall, peekCall } from './tool.ts'

/** Opens a question to a person; a call it is about waits. */
export const reduceApprovalRequested: Reducer<Event<'approval.requested'>> = (draft, event, envelope) => {
  if (peek(draft, 'runs', event.run) === null) return 'the run is not open'
  if (peek(draft, 'approvals', event.approval) !== null) return 'the approval is open already'
  if (event.call !== undefined) {
    const status = peekCall(draft, event.call)?.status
    if (status !== 'ready' && status !== 'running') return 'the call is not ready'
    const call = editCall(draft, event.call)
    call.status = 'awaiting-approval'
    call.approval = { id: event.approval, status: 'requested', by: null, reason: null }
  }
  set(draft, 'approvals', event.approval, {
    id: event.approval,
    run: event.run,
    call: event.call ?? null,
    question: event.question,
    expiresAt: event.expiresAt ?? null,
    requestedAt: envelope.at,
  })
  return null
}

/** Takes the answer: the call may run, perhaps with other arguments, or waits to be settled as denied. */
export const reduceApprovalDecided: Reducer<Event<'approval.decided'>> = (draft, event, envelope) => {
  const approval = peek(draft, 'approvals', event.approval)
  if (approval === null) return 'the approval is not open'
  remove(draft, 'approvals', event.approval)
  if (approval.call === null || peekCall(draft, approval.call) === null) return null
  const call = editCall(draft, approval.call)
  call.status = 'ready'
  call.approval = {
    id: event.approval,
    status: event.decision,
    by: envelope.actor,
    reason: event.reason ?? null,
  }
  if (event.decision === 'approved' && event.arguments !== undefined) call.arguments = event.arguments
  return null
}

/** Closes a question that nobody answered in time. */
export const reduceApprovalExpired: Reducer<Event<'approval.expired'>> = (draft, event) => {
  const approval = peek(draft, 'approvals', event.approval)
  if (approval === null) return 'the approval is not open'
  remove(draft, 'approvals', event.approval)
  if (approval.call === null || peekCall(draft, approval.call) === null) return null
  const call = editCall(draft, approval.call)
  call.status = 'ready'
  call.approval = { id: event.approval, status: 'expired', by: null, reason: null }
  return null
}
