export { Day, New, type ThreadDayProps } from './Dividers.tsx'
export { Feed, type ThreadFeedProps } from './Feed.tsx'
export { Older, type OlderState } from './Older.tsx'
export {
  Content,
  Empty,
  type JumpState,
  JumpToLatest,
  Root,
  Viewport,
} from './Thread.tsx'
export type { ThreadState } from './ThreadContext.tsx'
