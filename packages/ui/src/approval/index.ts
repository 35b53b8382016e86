export { Approve, Deny, Expiry, Question, Reason, Root } from './Approval.tsx'
