export { expireApproval } from './decide/approval.ts'
export { decide } from './decide/decide.ts'
export { decideFork } from './decide/fork.ts'
export { checkJsonSchema } from './decide/jsonSchema.ts'
export { type SettleContext, settleRun } from './decide/run.ts'
export { checkState, STATE_LIMIT_BYTES } from './decide/state.ts'
export type { AgentRules, Decide, DecideContext, Decision } from './decide/types.ts'
export { directoryRow } from './directoryRow.ts'
export { emptyView, noUsage } from './emptyView.ts'
export { endOfMessage } from './endOfMessage.ts'
export { fold } from './fold.ts'
export { type CallOutcome, outcomeOf, type SessionOutcome } from './outcome.ts'
export { parseView } from './parseView.ts'
export { get, has, put, setOwn, without } from './record.ts'
export { redacted } from './redacted.ts'
export { sum as sumUsage } from './reduce/step.ts'
export { searchText, searchWords } from './searchText.ts'
export {
  branchesOf,
  findMessage,
  findPart,
  findRun,
  lineOf,
  newestRun,
  partsOf,
  type RunStatus,
  runStatus,
} from './select.ts'
export { applyPatch, equalJson } from './state/applyPatch.ts'
export { overlay } from './state/overlay.ts'
export { lastWrite } from './state/writes.ts'
export type {
  Approval,
  AttachedPart,
  ById,
  CallApproval,
  CallClaim,
  Fault,
  Fiber,
  Message,
  Part,
  QueuedMessage,
  Run,
  Session,
  Settled,
  StateWrite,
  Step,
  StreamedPart,
  Subsession,
  Timer,
  ToolCallPart,
  View,
} from './view.ts'
export { type WindowLimit, window } from './window.ts'
