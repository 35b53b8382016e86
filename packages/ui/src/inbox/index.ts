export {
  Approvals,
  Count,
  Empty,
  type InboxApprovalsProps,
  type InboxRootProps,
  type InboxSessionProps,
  type InboxSessionsProps,
  type InboxState,
  Link,
  Root,
  Session,
  Sessions,
} from './Inbox.tsx'
