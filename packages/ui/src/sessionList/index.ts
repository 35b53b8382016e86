export {
  Archive,
  Editor,
  Forked,
  Item,
  Link,
  Rename,
  type SessionListItemProps,
  Status,
  Time,
  Title,
  Unread,
} from './Session.tsx'
export {
  Archived,
  Empty,
  Items,
  New,
  Root,
  Search,
  type SessionListItemsProps,
  type SessionListRootProps,
} from './SessionList.tsx'
export type { SessionListState, SessionState } from './SessionListContext.tsx'
