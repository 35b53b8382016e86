export {
  type ApprovalRootProps,
  Approve,
  Deny,
  Edit,
  Expiry,
  Form,
  Question,
  Reason,
  Root,
} from './Approval.tsx'
export type { ApprovalState } from './ApprovalContext.tsx'
