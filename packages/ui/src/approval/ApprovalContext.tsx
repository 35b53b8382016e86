import type { Approval, ToolCallPart } from '@sluice/fold'
import type { Json } from '@sluice/protocol'
import type { RefObject } from 'react'
import { createPartContext } from '../part/createPartContext.tsx'

/** `requested` while it waits for a person, `sending` while an answer of this page is on its way. */
export type ApprovalStatus = 'requested' | 'sending'

/** What is asked: a yes or no about a tool call or the run, or an answer by a schema. */
export type ApprovalKind = 'decision' | 'question'

/** What the parts of an approval expose: `data-approval-status`, `data-approval-kind`, and `data-editing` while arguments are edited. */
export interface ApprovalState {
  readonly approvalStatus: ApprovalStatus
  readonly approvalKind: ApprovalKind
  readonly editing: boolean
}

/** What the parts of an approval know of it. */
export interface ApprovalContextValue {
  readonly approval: Approval
  /** The tool call that it is about; null for one about the run. */
  readonly call: ToolCallPart | null
  readonly state: ApprovalState
  readonly reason: string
  /** The form that is open: of the answer by its schema, or of the arguments while they are edited; null for none. */
  readonly form: { readonly schema: Json } | { readonly initial: Json } | null
  /** Gives what is in the form when that fits, else shows why not; null while no form is drawn. */
  readonly check: RefObject<(() => { readonly value: Json } | null) | null>
  /** The tool's arguments can be edited. */
  readonly canEdit: boolean
  setReason(reason: string): void
  setEditing(editing: boolean): void
  /** Sends the answer, with what is in the form when that fits. */
  answer(decision: 'approved' | 'denied'): void
}

const [ApprovalContext, useApproval] = createPartContext<ApprovalContextValue>('Approval.Root')

export { ApprovalContext, useApproval }
